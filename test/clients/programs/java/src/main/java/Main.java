import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.StateSet;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.exporter.pushgateway.Scheme;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

/** Pushes to the proxy by the Java client: Main ACTION PAYLOAD, the rest from the environment (see ../README.md). */
public class Main {
  private static final Map<String, String> ENV = System.getenv();

  // snippet:start
  static void pushBackup(URI url, String client, String token, String instance) throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    Gauge duration =
        Gauge.builder()
            .name("backup_duration_seconds")
            .help("Time that the last backup took")
            .register(registry);
    duration.set(42.5);
    PushGateway.builder()
        .scheme(Scheme.fromString(url.getScheme()))
        .address(url.getAuthority() + url.getPath())
        .basicAuth(client, token)
        .job("nightly-backup")
        .groupingKey("instance", instance)
        .registry(registry)
        .build()
        .push();
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
    URI url = URI.create(ENV.get("PROXY_URL"));
    if (action.equals("snippet")) {
      pushBackup(url, ENV.get("PROXY_CLIENT"), ENV.get("PROXY_TOKEN"), ENV.get("PROXY_VALUE"));
      return;
    }
    PushGateway gateway = newGateway(url, payload);
    switch (action) {
      case "push" -> gateway.push();
      case "pushadd" -> gateway.pushAdd();
      default -> gateway.delete();
    }
  }

  private static PushGateway newGateway(URI url, String payload) {
    String client = ENV.get("PROXY_CLIENT");
    String token = ENV.get("PROXY_TOKEN");
    PushGateway.Builder builder =
        PushGateway.builder()
            .scheme(Scheme.fromString(url.getScheme()))
            .address(url.getAuthority() + url.getPath())
            .job(ENV.get("PROXY_JOB"))
            .registry(fill(new PrometheusRegistry(), payload));
    if (ENV.containsKey("PROXY_LABEL")) builder.groupingKey(ENV.get("PROXY_LABEL"), ENV.get("PROXY_VALUE"));
    if (payload.equals("encoded")) {
      builder.connectionFactory(
          target -> {
            HttpURLConnection connection = (HttpURLConnection) target.openConnection();
            connection.setRequestProperty("Content-Encoding", "br");
            return connection;
          });
    }
    return "bearer".equals(ENV.get("PROXY_SCHEME"))
        ? builder.bearerToken(client + "." + token).build()
        : builder.basicAuth(client, token).build();
  }

  private static PrometheusRegistry fill(PrometheusRegistry registry, String payload) {
    switch (payload) {
      case "types" -> fillWithTypes(registry);
      case "details" -> fillWithDetails(registry);
      case "conflict" ->
          Counter.builder().name("demo_conflict_total").help("A counter here.").register(registry).inc();
      case "reserved" -> Gauge.builder().name("up").help("A gauge.").register(registry).set(1);
      case "other" -> Gauge.builder().name("demo_other").help("A gauge.").register(registry).set(3);
      default -> Gauge.builder().name("demo_extra").help("A gauge.").register(registry).set(2);
    }
    return registry;
  }

  private static void fillWithTypes(PrometheusRegistry registry) {
    Gauge.builder()
        .name("demo_temperature_celsius")
        .help("A gauge.")
        .labelNames("room")
        .register(registry)
        .labelValues("kitchen")
        .set(21.5);
    Counter.builder()
        .name("demo_requests_total")
        .help("A counter.")
        .labelNames("code")
        .register(registry)
        .labelValues("200")
        .inc(3);
    Histogram latency =
        Histogram.builder()
            .name("demo_latency_seconds")
            .help("A histogram.")
            .classicUpperBounds(0.125, 1)
            .register(registry);
    for (double seconds : new double[] {0.0625, 0.5, 5}) latency.observe(seconds);
    Summary size =
        Summary.builder().name("demo_size_bytes").help("A summary.").quantile(0.5).register(registry);
    size.observe(100);
    size.observe(100);
    Info.builder()
        .name("demo_build_info")
        .help("An info.")
        .labelNames("version")
        .register(registry)
        .addLabelValues("1.2.3");
    StateSet.builder()
        .name("demo_state")
        .help("A state set.")
        .states("running", "stopped")
        .register(registry)
        .setTrue("running");
  }

  /** What is in protobuf and not in the text format. */
  private static void fillWithDetails(PrometheusRegistry registry) {
    Histogram nativeOnly =
        Histogram.builder()
            .name("demo_native_seconds")
            .help("A native histogram.")
            .nativeOnly()
            .labelNames("route")
            .register(registry);
    observe(nativeOnly.labelValues("/a"), -2.5, 0, 1e-9, 0.1, 0.11, 0.9, 0.9, 700);
    observe(nativeOnly.labelValues("/b"), 3, 4, 5);
    nativeOnly.initLabelValues("/none");
    Histogram both =
        Histogram.builder()
            .name("demo_both_seconds")
            .help("A histogram that is both.")
            .classicUpperBounds(0.1, 1, 10)
            .register(registry);
    observe(both, 0.05, 0.5, 0.7, 5, 50);
    Histogram custom =
        Histogram.builder()
            .name("demo_custom_seconds")
            .help("Custom buckets.")
            .classicOnly()
            .classicUpperBounds(-1, 0, 0.3, 7)
            .register(registry);
    observe(custom, -5, 8, 0.2, 6, -0.5);
    Counter.builder()
        .name("demo_jobs_total")
        .help("A counter.")
        .register(registry)
        .incWithExemplar(3, Labels.of("trace_id", "4bf92f35", "span", "ü"));
    Summary.builder()
        .name("demo_size_bytes")
        .help("A summary.")
        .quantile(0.5)
        .register(registry)
        .observe(100);
  }

  /** Gives every other observation an exemplar. */
  private static void observe(DistributionDataPoint histogram, double... values) {
    for (int index = 0; index < values.length; index++) {
      if (index % 2 == 0) histogram.observe(values[index]);
      else histogram.observeWithExemplar(values[index], Labels.of("trace_id", "trace-" + index));
    }
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
