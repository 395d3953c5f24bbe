package dev.hearth.cli.endtoend;

import dev.hearth.cli.local.ClusterFile.Service;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a process of the cluster tells Prometheus. */
record Metrics(String text) {

    private static final Pattern OWN = Pattern.compile("# TYPE ((?:hearth|gateway)_\\w+) (\\w+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

    static Metrics of(HearthCluster cluster, String instance) {
        return new Metrics(cluster.caller()
                .get("http://127.0.0.1:" + port(cluster.service(instance)) + "/actuator/prometheus")
                .requireSuccess()
                .text());
    }

    private static int port(Service service) {
        var port = service.managementPort();
        if (port == null) {
            throw new AssertionError(service + " has no port to be asked at");
        }
        return port;
    }

    /** What a series stands at; 0 if there is none. */
    double value(String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElse(0);
    }

    /** What Hearth itself measures: name and labels, by name. The {@code _max} beside a histogram is left out. */
    Map<String, Shape> own() {
        var own = new TreeMap<String, Shape>();
        OWN.matcher(text).results().forEach(type -> own.put(type.group(1), shape(type.group(1), type.group(2))));
        own.keySet().removeIf(name -> name.endsWith("_max") && own.containsKey(name.replaceFirst("_max$", "")));
        return own;
    }

    private Shape shape(String name, String type) {
        var first = name + (type.equals("histogram") ? "_count" : "");
        Set<String> labels = text.lines()
                .filter(line -> line.startsWith(first + "{") || line.startsWith(first + " "))
                .flatMap(line -> LABEL.matcher(line).results())
                .map(label -> label.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        return new Shape(type, labels);
    }

    /** @param labels without the histogram's own */
    record Shape(String type, Set<String> labels) {}
}
