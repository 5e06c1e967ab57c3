namespace Workbench.Engine.Store;

/// <summary>The tables of a store, as SQL. Users query the views <c>scores</c>, <c>skipped</c> and <c>results</c>.</summary>
internal static class StoreSchema
{
    /// <summary>Raised when the tables change. A store of a higher version is rejected and never written.</summary>
    public const int Version = 1;

    /// <summary>Identifies the file to SQLite's own tools: "Wbch".</summary>
    public const int ApplicationId = 0x57626368;

    /// <summary>
    /// Points of maps that a metric judged, for galleries; 'source' is the cell's key. Older stores get this table when they are opened for
    /// writing.
    /// </summary>
    public const string Points =
        """
        CREATE TABLE IF NOT EXISTS point (
            source TEXT NOT NULL, sample INTEGER NOT NULL REFERENCES sample, class INTEGER NOT NULL, asked INTEGER NOT NULL,
            x INTEGER NOT NULL, y INTEGER NOT NULL, tolerance REAL NOT NULL, PRIMARY KEY (source, sample, class)) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Cached parts of reports (<see cref="ReportPartCache"/>). Older stores get this table when they are opened for
    /// writing.</summary>
    public const string ReportParts =
        "CREATE TABLE IF NOT EXISTS kept (run TEXT NOT NULL, part TEXT NOT NULL, digest TEXT NOT NULL, content BLOB NOT NULL, "
        + "PRIMARY KEY (run, part)) STRICT;";

    /// <summary>Creates an empty store.</summary>
    public const string Create =
        """
        CREATE TABLE cell (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, metric TEXT NOT NULL, method TEXT NOT NULL, parts TEXT NOT NULL) STRICT;
        CREATE TABLE sample (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        -- A cell that has been computed for an image, even without rows.
        CREATE TABLE entry (
            cell INTEGER NOT NULL REFERENCES cell ON DELETE CASCADE, sample INTEGER NOT NULL REFERENCES sample, error TEXT,
            PRIMARY KEY (cell, sample)) STRICT, WITHOUT ROWID;
        CREATE TABLE score (
            cell INTEGER NOT NULL, sample INTEGER NOT NULL, place INTEGER NOT NULL, class INTEGER, state TEXT, value REAL NOT NULL,
            PRIMARY KEY (cell, sample, place), FOREIGN KEY (cell, sample) REFERENCES entry ON DELETE CASCADE) STRICT, WITHOUT ROWID;
        CREATE TABLE skip (
            cell INTEGER NOT NULL, sample INTEGER NOT NULL, place INTEGER NOT NULL, class INTEGER, state TEXT,
            reason TEXT NOT NULL, fault INTEGER NOT NULL,
            PRIMARY KEY (cell, sample, place), FOREIGN KEY (cell, sample) REFERENCES entry ON DELETE CASCADE) STRICT, WITHOUT ROWID;
        -- Data of a gallery: the model's logits, and small maps. 'source' identifies the model and data, and for a map the method.
        CREATE TABLE answer (
            source TEXT NOT NULL, sample INTEGER NOT NULL REFERENCES sample, logits BLOB NOT NULL,
            PRIMARY KEY (source, sample)) STRICT, WITHOUT ROWID;
        CREATE TABLE map (
            source TEXT NOT NULL, sample INTEGER NOT NULL REFERENCES sample, class INTEGER NOT NULL,
            width INTEGER NOT NULL, height INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL, pixels BLOB NOT NULL,
            UNIQUE (source, sample, class)) STRICT;   -- with row ids, as otherwise each blob of a kilobyte would take a page of its own
        -- Requests of runs and their results.
        CREATE TABLE run (
            id TEXT PRIMARY KEY, title TEXT NOT NULL, spec TEXT NOT NULL, subject TEXT NOT NULL, folder TEXT NOT NULL, shard TEXT,
            started TEXT NOT NULL, updated TEXT NOT NULL, seconds REAL NOT NULL, images INTEGER NOT NULL, wanted INTEGER NOT NULL,
            command TEXT NOT NULL, provenance TEXT NOT NULL) STRICT;
        CREATE TABLE run_sample (
            run TEXT NOT NULL REFERENCES run ON DELETE CASCADE, place INTEGER NOT NULL, sample TEXT NOT NULL,
            PRIMARY KEY (run, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE result (
            run TEXT NOT NULL REFERENCES run ON DELETE CASCADE, place INTEGER NOT NULL, folder TEXT NOT NULL, title TEXT NOT NULL,
            samples INTEGER NOT NULL, key TEXT NOT NULL, metric TEXT NOT NULL, percent INTEGER NOT NULL, method TEXT NOT NULL,
            label TEXT, value REAL, low REAL, high REAL, paper REAL, failure TEXT,
            PRIMARY KEY (run, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE claim (
            run TEXT NOT NULL REFERENCES run ON DELETE CASCADE, place INTEGER NOT NULL, folder TEXT NOT NULL,
            verdict TEXT NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (run, place)) STRICT, WITHOUT ROWID;
        CREATE VIEW scores AS
            SELECT cell.metric, cell.method, sample.name AS sample, score.class, score.state, score.value, cell.key
            FROM score JOIN cell ON cell.id = score.cell JOIN sample ON sample.id = score.sample;
        CREATE VIEW skipped AS
            SELECT cell.metric, cell.method, sample.name AS sample, skip.class, skip.state, skip.reason, skip.fault, cell.key
            FROM skip JOIN cell ON cell.id = skip.cell JOIN sample ON sample.id = skip.sample;
        CREATE VIEW results AS
            SELECT run.id AS run, run.title AS title, run.subject, result.folder AS "table", result.metric, result.method,
                result.label, result.value, result.low, result.high, result.paper, result.failure, run.updated
            FROM result JOIN run ON run.id = result.run;
        """;
}
