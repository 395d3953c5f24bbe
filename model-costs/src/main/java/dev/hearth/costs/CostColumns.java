package dev.hearth.costs;

import dev.hearth.csv.CsvFile;

/**
 * Where a file of profiles has what.
 *
 * @param weights -1 if it does not tell them
 */
record CostColumns(int model, int megabytes, int loadSeconds, int inferenceSeconds, int weights) {

    static CostColumns of(CsvFile file) {
        return new CostColumns(
                needed(file, "model", "model"),
                needed(file, "mb", "paper_gpu_mb"),
                needed(file, "load_s", "paper_load_s"),
                needed(file, "inference_s", "paper_infer_s_b32"),
                find(file, "weights_mib", "fp32_params_mib"));
    }

    private static int find(CsvFile file, String name, String otherName) {
        int column = file.columns().indexOf(name);
        return column >= 0 ? column : file.columns().indexOf(otherName);
    }

    private static int needed(CsvFile file, String name, String otherName) {
        int column = find(file, name, otherName);
        if (column < 0) {
            throw file.badHeading("has no column " + name
                    + "; needed are model,mb,load_s,inference_s and, for loads from host memory, weights_mib");
        }
        return column;
    }
}
