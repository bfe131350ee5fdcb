package dev.weir.testkit;

/**
 * What every provider must do, tested over real sockets against a scripted server. A provider's test extends this class, says
 * how its provider is made and how it writes things; the tests are inherited.
 *
 * <pre>{@code
 * class AcmeContractTest extends ProviderContract {
 *     protected Provider provider(String baseUrl, Environment environment) {
 *         return Acme.builder(environment).baseUrl(baseUrl + "/v1").build();
 *     }
 *     protected String keyVariable() {
 *         return "ACME_API_KEY";
 *     }
 *     protected WireSamples samples() {
 *         return WireSamples.of("roadrunner").text("data: ...\n\n", "Hel") ... ;
 *     }
 * }
 * }</pre>
 */
public abstract class ProviderContract extends RequestContract {

    /** Called by subclasses. */
    protected ProviderContract() {}
}
