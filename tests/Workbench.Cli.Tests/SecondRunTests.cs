using Microsoft.Data.Sqlite;

namespace Workbench.Cli.Tests;

/// <summary>
/// A run keeps its drawings and printed text in the store. They save work, and change no result: unchanged files stay, deleted and edited
/// files are written again, and drawings are repeated if any input of them changes.
/// </summary>
public sealed class SecondRunTests(SmallSubject subject)
{
    // The files without times and command lines.
    private static Dictionary<string, byte[]> Files(Workplace place, string folder) =>
        Directory.EnumerateFiles(place[folder], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(place[folder], file))
            .Where(file => !file.StartsWith("store.db", StringComparison.Ordinal) && file is not ("report.html" or "provenance.json"))
            .ToDictionary(file => file, file => File.ReadAllBytes(place[folder, file]), StringComparer.Ordinal);

    // The end of the page: the gallery's data and images.
    private static string Gallery(Workplace place, string folder) =>
        place.Read(folder, "report.html") is var page ? page[page.IndexOf("id=\"gallery-data\"", StringComparison.Ordinal)..] : "";

    private static string ReadCharts(Workplace place, string folder) =>
        place.Read(folder, "report.html") is var page
            ? page[
                page.IndexOf("<div class=\"charts\">", StringComparison.Ordinal)..page.IndexOf("id=\"gallery\"", StringComparison.Ordinal)
            ]
            : "";

    // The plotting library numbers the ids of its SVGs in one sequence per process, and all runs here are in one process.
    private static string Numbered(byte[] bytes, string file) => file.EndsWith(".svg", StringComparison.Ordinal)
        ? System.Text.RegularExpressions.Regex.Replace(
            System.Text.Encoding.UTF8.GetString(bytes),
            "(?<=id=\"|#)[A-Za-z_]+[0-9a-f]+",
            "id")
        : Convert.ToHexString(bytes);

    private static void Change(Workplace place, string folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={place[folder, "store.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [Fact]
    public void Deleted_and_edited_files_are_written_again()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        var (files, gallery, charts) = (Files(place, "out"), Gallery(place, "out"), ReadCharts(place, "out"));
        files.Keys.ShouldContain(Path.Combine("charts", "bars-pointing-game.png"));
        foreach (var (i, file) in files.Keys.Append("report.html").Index())
            if (i % 2 == 0) File.Delete(place["out", file]);
            else File.WriteAllText(place["out", file], "edited");
        var second = place.RunInto("out");
        second.Code.ShouldBe(0);
        second.Error.ShouldContain("nothing left to compute");
        var again = Files(place, "out");
        again.Keys.Order().ShouldBe(files.Keys.Order());
        foreach (var (file, bytes) in files) again[file].ShouldBe(bytes, file);
        Gallery(place, "out").ShouldBe(gallery);
        ReadCharts(place, "out").ShouldBe(charts);
    }

    [Fact]
    public void A_run_that_has_nothing_to_do_prints_the_tables_and_leaves_the_files()
    {
        using var place = new Workplace(subject);
        var first = place.RunInto("out");
        Dictionary<string, DateTime> Stamps() =>
            Directory
                .EnumerateFiles(place["out"], "*", SearchOption.AllDirectories)
                .Where(file => !Path.GetFileName(file).StartsWith("store.db", StringComparison.Ordinal))
            .ToDictionary(file => file, File.GetLastWriteTimeUtc, StringComparer.Ordinal);
        var (stamps, updated) = (Stamps(), place.Query("out", "SELECT updated FROM run"));
        var second = place.RunInto("out");
        second.Output.ShouldBe(first.Output);
        second.Code.ShouldBe(0);
        second.Error.ShouldContain($"{stamps.Count} files in out");
        Stamps().ShouldBe(stamps, ignoreOrder: true);
        place.Query("out", "SELECT updated FROM run").ShouldBe(updated);
        // A different command line is recorded in the report and the provenance.
        place.RunInto("out", "--wide").Code.ShouldBe(0);
        place.Query("out", "SELECT updated FROM run").ShouldNotBe(updated);
        place.Read("out", "provenance.json").ShouldContain("--wide");
    }

    [Fact]
    public void A_second_run_reports_the_same_deviations()
    {
        using var place = new Workplace(subject);
        File.AppendAllText(place["spec.yaml"], "expected: {within: 1, values: [{method: gradcam@b5, metric: pointing-game, value: 99}]}\n");
        var first = place.RunInto("out", "--check");
        first.Code.ShouldBe(5, first.Error);
        var second = place.RunInto("out", "--check");
        (second.Code, second.Output).ShouldBe((first.Code, first.Output));
    }

    [Fact]
    public void A_second_run_draws_nothing()
    {
        using var place = new Workplace(subject);
        var first = place.RunInto("out");
        place.Query("out", "SELECT part FROM kept ORDER BY part").ShouldBe("charts end gallery");
        var (gallery, kept) = (
            Gallery(place, "out"),
            place.Query("out", "SELECT digest, hex(content) FROM kept WHERE part <> 'end' ORDER BY part"));
        // If the image were read again, the run would fail.
        File.WriteAllText(place["voc", "JPEGImages", "a2.jpg"], "not an image");
        File.Delete(place["out", "report.html"]);
        place.RunInto("out").Output.ShouldBe(first.Output);
        Gallery(place, "out").ShouldBe(gallery);
        place.Query("out", "SELECT digest, hex(content) FROM kept WHERE part <> 'end' ORDER BY part").ShouldBe(kept);
    }

    [Theory]
    [InlineData("UPDATE score SET value = 1 - value", "charts")]
    [SlowInlineData("UPDATE map SET pixels = zeroblob(length(pixels))", "gallery")]
    [SlowInlineData("UPDATE kept SET content = x'07000000FFFF'", "charts gallery")]
    [InlineData("DROP TABLE kept", "charts gallery")]
    public void Drawings_of_changed_rows_or_maps_and_damaged_drawings_are_drawn_again(string sql, string parts)
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        string Kept(string part) => place.Query("out", $"SELECT digest FROM kept WHERE part = '{part}' AND length(content) > 1000");
        var before = new[] { "charts", "gallery" }.ToDictionary(part => part, Kept);
        Change(place, "out", sql);
        place.RunInto("out").Code.ShouldBe(0);
        // Damaged drawings are restored. Changed rows or maps give other drawings.
        var other = !sql.Contains("kept", StringComparison.Ordinal);
        foreach (var (part, content) in before)
            (Kept(part) != content).ShouldBe(other && parts.Contains(part, StringComparison.Ordinal), part);
        // A new folder with the same rows and without kept drawings gets the same files.
        Directory.CreateDirectory(place["fresh"]);
        File.Copy(place["out", "store.db"], place["fresh", "store.db"]);
        Change(place, "fresh", "DELETE FROM kept");
        place.RunInto("fresh").Code.ShouldBe(0);
        foreach (var (file, bytes) in Files(place, "fresh"))
            Numbered(File.ReadAllBytes(place["out", file]), file).ShouldBe(Numbered(bytes, file), file);
        Gallery(place, "out").ShouldBe(Gallery(place, "fresh"));
    }

    [SlowFact]
    public void A_changed_program_draws_again()
    {
        using var place = new Workplace(subject);
        place.RunProgramInto("out").Code.ShouldBe(0);
        var digests = place.Query("out", "SELECT digest FROM kept ORDER BY part").Split(' ');
        place.Edit("Workbench.Results", "Workbench.Results.TableRow", "get_Metric");   // used by exports only, so no number depends on it
        place.RunProgramInto("out").Code.ShouldBe(0);
        var after = place.Query("out", "SELECT digest FROM kept ORDER BY part").Split(' ');
        after.Length.ShouldBe(3);
        after.Intersect(digests).ShouldBeEmpty();
    }

    [Fact]
    public void A_removed_run_leaves_no_drawings()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        place.Run("runs", "rm", "last", "--store", "out").Code.ShouldBe(0);
        place.Query("out", "SELECT count(*) FROM kept").ShouldBe("0");
    }

    [Fact]
    public void Files_store_and_report_have_the_same_times()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        var provenance = place.Read("out", "provenance.json");
        place.Query("out", "SELECT provenance FROM run").ShouldBe(provenance);
        var updated = DateTime.Parse(
            place.Query("out", "SELECT updated FROM run"), System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.RoundtripKind);
        var started = DateTime.Parse(
            place.Query("out", "SELECT started FROM run"), System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.RoundtripKind);
        var page = place.Read("out", "report.html");
        page.ShouldContain(updated.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture));
        var seconds = System.Text.Json.JsonDocument.Parse(provenance).RootElement.GetProperty("wallSeconds").GetDouble();
        (updated - started).TotalSeconds.ShouldBe(seconds, 0.001);
        var raw = System.Text.Json.JsonDocument.Parse(provenance).RootElement.GetProperty("wallSeconds").GetRawText();
        page.ShouldContain($"&quot;wallSeconds&quot;: {raw}");
    }
}
