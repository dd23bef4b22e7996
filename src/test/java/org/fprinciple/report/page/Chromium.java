package org.fprinciple.report.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless browser with one page, spoken to by the DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private int calls;

    /** Where a browser is, if one is installed. */
    static Optional<Path> installed() {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin");
        return Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                .flatMap(name -> Stream.of(path.split(":")).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Chromium(Path program, Path profile) throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolveSibling("chromium.log").toFile())
                .start();
        try {
            Path port = profile.resolve("DevToolsActivePort");
            for (int i = 0;
                    i < 600 && (!Files.exists(port) || Files.readAllLines(port).size() < 2);
                    i++) {
                if (!process.isAlive()) {
                    throw new IOException(
                            "the browser ended: " + Files.readString(profile.resolveSibling("chromium.log")));
                }
                Thread.sleep(50);
            }
            String base = "http://127.0.0.1:" + Files.readAllLines(port).get(0);
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest list =
                    HttpRequest.newBuilder(URI.create(base + "/json/list")).build();
            JsonNode pages = JSON.readTree(
                    client.send(list, HttpResponse.BodyHandlers.ofString()).body());
            String address = "";
            for (JsonNode page : pages) {
                if (page.get("type").asString().equals("page")) {
                    address = page.get("webSocketDebuggerUrl").asString();
                }
            }
            socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(address), new Ear())
                    .join();
            call("Runtime.enable", Map.of());
            call("Log.enable", Map.of());
            call("Network.enable", Map.of());
            call("Page.enable", Map.of());
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Opens a file in a window of this width and waits until its script has run and its charts are drawn. */
    void open(Path file, int width, boolean dark) {
        complaints.clear();
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        call("Page.navigate", Map.of("url", file.toUri().toString()));
        evaluate("new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))");
        settle();
    }

    /** Two frames later every resize observer has run. */
    void settle() {
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))))");
    }

    /** The value of an expression, after its promise. */
    JsonNode evaluate(String expression) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.get("result").path("value");
    }

    /** The whole page as PNG. */
    byte[] screenshot() {
        JsonNode answer = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        return Base64.getDecoder().decode(answer.get("data").asString());
    }

    byte[] pdf() {
        JsonNode answer = call(
                "Page.printToPDF",
                Map.of("printBackground", false, "preferCSSPageSize", true, "paperWidth", 8.27, "paperHeight", 11.69));
        return Base64.getDecoder().decode(answer.get("data").asString());
    }

    /** Errors on the console and requests to anything but the file, since the page was opened. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        int id = ++calls;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        JsonNode message = answer.orTimeout(60, TimeUnit.SECONDS).join();
        if (message.has("error")) {
            throw new AssertionError(method + ": " + message.get("error"));
        }
        return message.get("result");
    }

    private void hear(JsonNode message) {
        if (message.has("id")) {
            waiting.remove(message.get("id").asInt()).complete(message);
            return;
        }
        JsonNode event = message.path("params");
        switch (message.path("method").asString()) {
            case "Runtime.exceptionThrown" -> complaints.add("exception: " + event);
            case "Runtime.consoleAPICalled" -> complaints.add("console: " + event);
            case "Log.entryAdded" -> {
                if (event.get("entry").get("level").asString().equals("error")) {
                    complaints.add("log: " + event);
                }
            }
            case "Network.requestWillBeSent" -> {
                String url = event.get("request").get("url").asString();
                if (!url.startsWith("file:") && !url.startsWith("data:") && !url.equals("about:blank")) {
                    complaints.add("request: " + url);
                }
            }
            default -> {}
        }
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                hear(JSON.readTree(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
