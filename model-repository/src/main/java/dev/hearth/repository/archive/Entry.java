package dev.hearth.repository.archive;

/** One entry of an archive as its format tells it. */
record Entry(String path, Kind kind) {

    private static final int LONGEST_SHOWN = 100;

    ArchiveException refused(String why) {
        var shown = path.replaceAll("\\p{Cntrl}", "?");
        return new ArchiveException("entry '"
                + (shown.length() > LONGEST_SHOWN ? shown.substring(0, LONGEST_SHOWN) + "..." : shown) + "' " + why);
    }

    enum Kind {
        FILE,
        FOLDER,
        LINK,
        /** A device, a pipe, a sparse file... */
        OTHER
    }
}
