package dev.weir.examples.webflux;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Serves a page on port 8080 that asks a model and shows the answer as it comes. */
@SpringBootApplication(proxyBeanMethods = false)
public class WebfluxExample {

    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication.run(WebfluxExample.class, args);
    }
}
