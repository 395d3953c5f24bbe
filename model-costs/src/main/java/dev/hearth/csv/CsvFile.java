package dev.hearth.csv;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A CSV file with a heading, read once from top to bottom; empty lines are passed over. */
public final class CsvFile implements AutoCloseable {

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();

    private final String name;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<String> columns;

    private CsvFile(String name, Reader reader) throws IOException {
        this.name = name;
        this.parser = FORMAT.parse(reader);
        this.records = parser.iterator();
        this.columns = records.hasNext() ? records.next().toList() : List.of();
    }

    /** @throws BadFileException if it cannot be read */
    public static CsvFile open(Path path) {
        try {
            return new CsvFile(path.toString(), Files.newBufferedReader(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new BadFileException(path.toString(), "does not exist", e);
        } catch (IOException e) {
            throw new BadFileException(path.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    /** A file that lies beside a class. */
    public static CsvFile resource(Class<?> beside, String resource) {
        try {
            return new CsvFile(
                    resource, new InputStreamReader(beside.getResourceAsStream(resource), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    /** The heading; empty if the file is. */
    public List<String> columns() {
        return columns;
    }

    /** To be thrown: something is wrong with the heading. */
    public BadFileException badHeading(String mistake) {
        return new BadFileException(name, 1, mistake);
    }

    public boolean hasNext() {
        try {
            return records.hasNext();
        } catch (UncheckedIOException | IllegalStateException e) {
            throw badLine(e);
        }
    }

    /** @throws BadFileException if the line is no CSV or has not one cell for each column */
    public CsvRow next() {
        CSVRecord record;
        try {
            record = records.next();
        } catch (UncheckedIOException | IllegalStateException e) {
            throw badLine(e);
        }
        CsvRow row = new CsvRow(name, parser.getCurrentLineNumber(), columns, record.toList());
        if (record.size() != columns.size()) {
            throw row.bad("has " + record.size() + " cells where the heading has " + columns.size());
        }
        return row;
    }

    private BadFileException badLine(RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        BadFileException bad =
                new BadFileException(name, parser.getCurrentLineNumber(), "is no CSV: " + cause.getMessage());
        bad.initCause(e);
        return bad;
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
