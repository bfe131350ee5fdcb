package dev.weir.spi;

import dev.weir.Interceptor;
import java.util.List;
import java.util.Optional;

/** Found by {@link java.util.ServiceLoader}: attaches an interceptor to every client that does not opt out. */
public interface InterceptorSource {

    /**
     * Returns the interceptor to add as the outermost; called once per client.
     *
     * @param explicit what the user added; return nothing if the same thing is already among it
     */
    Optional<Interceptor> interceptor(List<Interceptor> explicit);
}
