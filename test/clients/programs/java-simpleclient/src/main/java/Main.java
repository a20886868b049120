import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Enumeration;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Info;
import io.prometheus.client.Summary;
import io.prometheus.client.exporter.BasicAuthHttpConnectionFactory;
import io.prometheus.client.exporter.HttpConnectionFactory;
import io.prometheus.client.exporter.PushGateway;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Map;

/** Pushes to the proxy by simpleclient: Main ACTION PAYLOAD, the rest from the environment (see ../README.md). */
public class Main {
  private static final Map<String, String> ENV = System.getenv();

  // snippet:start
  static void pushBackup(URL url, String client, String token, String instance) throws IOException {
    CollectorRegistry registry = new CollectorRegistry();
    Gauge duration =
        Gauge.build("backup_duration_seconds", "Time that the last backup took").register(registry);
    duration.set(42.5);
    PushGateway gateway = new PushGateway(url);
    gateway.setConnectionFactory(new BasicAuthHttpConnectionFactory(client, token));
    gateway.push(registry, "nightly-backup", Map.of("instance", instance));
  }

  // snippet:end

  public static void main(String[] arguments) {
    try {
      run(arguments[0], arguments[1]);
      System.out.println("{\"ok\":true}");
    } catch (Exception error) {
      System.out.println("{\"ok\":false,\"error\":" + toJson(error.toString()) + "}");
    }
  }

  private static void run(String action, String payload) throws IOException {
    URL url = new URL(ENV.get("PROXY_URL"));
    if (action.equals("snippet")) {
      pushBackup(url, ENV.get("PROXY_CLIENT"), ENV.get("PROXY_TOKEN"), ENV.get("PROXY_VALUE"));
      return;
    }
    PushGateway gateway = new PushGateway(url);
    gateway.setConnectionFactory(toConnectionFactory(payload));
    String job = ENV.get("PROXY_JOB");
    Map<String, String> key =
        ENV.containsKey("PROXY_LABEL") ? Map.of(ENV.get("PROXY_LABEL"), ENV.get("PROXY_VALUE")) : Map.of();
    switch (action) {
      case "push" -> gateway.push(fill(new CollectorRegistry(), payload), job, key);
      case "pushadd" -> gateway.pushAdd(fill(new CollectorRegistry(), payload), job, key);
      default -> gateway.delete(job, key);
    }
  }

  private static HttpConnectionFactory toConnectionFactory(String payload) {
    String client = ENV.get("PROXY_CLIENT");
    String token = ENV.get("PROXY_TOKEN");
    if ("bearer".equals(ENV.get("PROXY_SCHEME"))) {
      return target -> withHeader(new URL(target), "Authorization", "Bearer " + client + "." + token);
    }
    HttpConnectionFactory plain =
        payload.equals("encoded")
            ? target -> withHeader(new URL(target), "Content-Encoding", "br")
            : target -> (HttpURLConnection) new URL(target).openConnection();
    return new BasicAuthHttpConnectionFactory(plain, client, token);
  }

  private static HttpURLConnection withHeader(URL target, String name, String value) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) target.openConnection();
    connection.setRequestProperty(name, value);
    return connection;
  }

  private static CollectorRegistry fill(CollectorRegistry registry, String payload) {
    switch (payload) {
      case "types" -> fillWithTypes(registry);
      case "conflict" -> Counter.build("demo_conflict_total", "A counter here.").register(registry).inc();
      case "reserved" -> Gauge.build("up", "A gauge.").register(registry).set(1);
      case "other" -> Gauge.build("demo_other", "A gauge.").register(registry).set(3);
      default -> Gauge.build("demo_extra", "A gauge.").register(registry).set(2);
    }
    return registry;
  }

  private static void fillWithTypes(CollectorRegistry registry) {
    Gauge.build("demo_temperature_celsius", "A gauge.")
        .labelNames("room")
        .register(registry)
        .labels("kitchen")
        .set(21.5);
    Counter.build("demo_requests_total", "A counter.").labelNames("code").register(registry).labels("200").inc(3);
    Histogram latency =
        Histogram.build("demo_latency_seconds", "A histogram.").buckets(0.125, 1).register(registry);
    for (double seconds : new double[] {0.0625, 0.5, 5}) latency.observe(seconds);
    Summary size = Summary.build("demo_size_bytes", "A summary.").quantile(0.5, 0.05).register(registry);
    size.observe(100);
    size.observe(100);
    Info.build("demo_build", "An info.").register(registry).info("version", "1.2.3");
    Enumeration.build("demo_state", "An enumeration.")
        .states("running", "stopped")
        .register(registry)
        .state("running");
  }

  private static String toJson(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char character : text.toCharArray()) {
      if (character == '"' || character == '\\') json.append('\\').append(character);
      else if (character < ' ') json.append(String.format("\\u%04x", (int) character));
      else json.append(character);
    }
    return json.append('"').toString();
  }
}
