package dev.weir.witness;

import dev.weir.Request;

/** One logical request, said twice: to Weir, and to the vendor's SDK, which sends it when run. */
record SdkCase(String name, boolean streamed, Request request, Runnable sdk) {

    static SdkCase call(String name, Request.Builder request, Runnable sdk) {
        return new SdkCase(name, false, request.build(), sdk);
    }

    static SdkCase stream(String name, Request.Builder request, Runnable sdk) {
        return new SdkCase(name, true, request.build(), sdk);
    }

    @Override
    public String toString() {
        return name;
    }
}
