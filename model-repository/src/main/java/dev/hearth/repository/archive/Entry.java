package dev.hearth.repository.archive;

/** One entry of an archive as its format tells it. */
record Entry(String path, Kind kind) {

    enum Kind {
        FILE,
        FOLDER,
        LINK,
        /** A device, a pipe, a sparse file... */
        OTHER
    }
}
