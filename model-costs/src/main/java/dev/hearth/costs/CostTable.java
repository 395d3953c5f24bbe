package dev.hearth.costs;

import dev.hearth.csv.CsvFile;
import dev.hearth.csv.CsvRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Profiles of models, in the order of their file.
 *
 * @param name what it was chosen by
 */
public record CostTable(String name, List<ModelCost> profiles) {

    /** Chooses {@link #table1}. */
    public static final String TABLE_1 = "table1";

    private static final Pattern NUMBERED = Pattern.compile("f0*([1-9][0-9]{0,8})");
    private static final double MEGABYTE = 1e6;
    private static final double MEBIBYTE = 1024 * 1024;
    private static final double SECOND = 1e9;

    public CostTable {
        profiles = List.copyOf(profiles);
    }

    /**
     * The 22 networks of the paper at batch 32 on an RTX 2080, as reported.
     *
     * <p>Source: Table I of Zhao, Jha, Hong, "GPU-enabled Function-as-a-Service for Machine Learning Inference", IPDPS
     * 2023; weights from torchvision's parameter counts at 4 bytes.
     */
    public static CostTable table1() {
        try (CsvFile file = CsvFile.resource(CostTable.class, "table1.csv")) {
            return read(TABLE_1, file);
        }
    }

    /**
     * Reads {@code model,mb,load_s,inference_s} and perhaps {@code weights_mib}, or the columns that
     * {@code traces/cnn_models.csv} has for the same; others are passed over.
     *
     * @param name {@link #TABLE_1} or a file
     * @throws dev.hearth.csv.BadFileException naming the line
     */
    public static CostTable named(String name) {
        if (name.equals(TABLE_1)) {
            return table1();
        }
        try (CsvFile file = CsvFile.open(Path.of(name))) {
            return read(name, file);
        }
    }

    private static CostTable read(String name, CsvFile file) {
        CostColumns columns = CostColumns.of(file);
        List<ModelCost> profiles = new ArrayList<>();
        while (file.hasNext()) {
            CsvRow row = file.next();
            profiles.add(new ModelCost(
                    row.text(columns.model()),
                    Math.round(row.amount(columns.megabytes()) * MEGABYTE),
                    Math.round(row.amount(columns.loadSeconds()) * SECOND),
                    Math.round(row.amount(columns.inferenceSeconds()) * SECOND),
                    columns.weights() < 0 ? 0 : Math.round(row.amount(columns.weights()) * MEBIBYTE)));
        }
        if (profiles.isEmpty()) {
            throw file.badHeading("no line follows the heading; at least one model is needed");
        }
        return new CostTable(name, profiles);
    }

    /** All profiles by their names, in the order of the table. */
    public SequencedMap<String, ModelCost> byModel() {
        SequencedMap<String, ModelCost> costs = new LinkedHashMap<>();
        profiles.forEach(profile -> costs.put(profile.profile(), profile));
        return costs;
    }

    /**
     * The cost of each function's model, as {@link #find} has it. Where none of them is named like a profile, one that is
     * not numbered either has the cost of its place in the list, counted in the same way.
     *
     * @throws IllegalArgumentException if some are named like profiles and another is not known
     */
    public SequencedMap<String, ModelCost> of(List<String> functions) {
        boolean named = functions.stream().anyMatch(this::isProfile);
        SequencedMap<String, ModelCost> costs = new LinkedHashMap<>();
        int place = 0;
        for (String function : functions) {
            place++;
            costs.put(function, of(function, named, place));
        }
        return costs;
    }

    private ModelCost of(String function, boolean named, int place) {
        return find(function).orElseGet(() -> {
            if (named) {
                throw new IllegalArgumentException("profile table " + name + " has no model '" + function
                        + "'; it has "
                        + profiles.stream().map(ModelCost::profile).collect(Collectors.joining(", ")));
            }
            return numbered(place);
        });
    }

    private boolean isProfile(String function) {
        return profiles.stream().anyMatch(profile -> profile.profile().equals(function));
    }

    /** The cost of a model that is named like a profile, or {@code f7} or {@code f07} after one; empty for any other. */
    public Optional<ModelCost> find(String model) {
        for (ModelCost profile : profiles) {
            if (profile.profile().equals(model)) {
                return Optional.of(profile);
            }
        }
        Matcher numbered = NUMBERED.matcher(model);
        return numbered.matches() ? Optional.of(numbered(Integer.parseInt(numbered.group(1)))) : Optional.empty();
    }

    private ModelCost numbered(int place) {
        return profiles.get((place - 1) % profiles.size());
    }

    /** Whether loads from host memory can be told. */
    public boolean knowsWeights() {
        return profiles.stream().allMatch(profile -> profile.weightBytes() > 0);
    }
}
