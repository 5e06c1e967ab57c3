namespace Workbench.Cli.Tests;

/// <summary>The report of a run is a self-contained page. <c>report</c> writes it again, or compares runs side by side.</summary>
public sealed class ReportTests(SmallSubject subject)
{
    [Fact]
    public void A_run_of_tables_and_figures_leaves_one_page_with_all_of_them()
    {
        using var place = new Workplace(subject);
        place.Write("all.yaml", "tables: [spec.yaml, {name: few, methods: [gradcam@b3], metrics: [pointing-game], limit: 2}]\n"
            + "figures: [{name: maps, title: Two discs, maps: "
            + "{images: [a1], rows: {classes: ['0', '1']}, columns: [gradcam@b5, gradcam@b3]}}]\nsubject: small.yaml\n");
        var run = place.Run("run", "all.yaml", "--out", "out", "--device", "cpu");
        run.Code.ShouldBe(0, run.Error);
        foreach (
            var file in (string[])
                ["spec/table.tex", "spec/charts/bars-pointing-game.svg", "few/table.json", "maps/figure.pdf", "maps/figure.json"])
            File.Exists(place["out", file]).ShouldBeTrue(file);
        // A table with its own limit uses the first images; nothing is computed for it on the others.
        place.Read("out", "few", "table.md").ShouldContain("2 images of small");
        place.Query("out", "SELECT count(*) FROM entry JOIN cell ON cell.id = entry.cell WHERE method = 'gradcam@b3'").ShouldBe("2");

        var page = place.Read("out", "report.html");
        page.ShouldContain("Two discs");
        foreach (var text in (string[])["gradcam-pos@b4", "a6", "runs show", "Content-Security-Policy"]) page.ShouldContain(text);
        page.ShouldNotContain("src=\"http");
        page.ShouldNotContain("href=\"http");
    }

    [Fact]
    public void A_figure_with_a_missing_image_does_not_affect_the_tables()
    {
        using var place = new Workplace(subject);
        const string figure =
            "figures: [{name: maps, title: Missing, maps: {images: [nowhere.jpg], rows: {classes: ['0']}, columns: [gradcam@b5]}}]\n"
            + "subject: small.yaml\n";
        place.Write("all.yaml", $"tables: [spec.yaml]\n{figure}");
        var run = place.Run("run", "all.yaml", "--out", "out", "--device", "cpu");
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldContain("nowhere.jpg");
        foreach (var file in (string[])["spec/table.csv", "report.html", "provenance.json"])
            File.Exists(place["out", file]).ShouldBeTrue(file);

        place.Write("alone.yaml", figure);
        place.Run("run", "alone.yaml", "--out", "alone", "--device", "cpu").Code.ShouldBe(4);
    }

    [Fact]
    public void A_report_is_written_again_without_computing_and_only_with_unchanged_code()
    {
        using var place = new Workplace(subject, "[versioned]", "[mean-of-map]", "Good");
        place.InstallPlugin("Versioned", "VersionOne");
        place.RunInto("out").Code.ShouldBe(0);
        var entries = place.Query("out", "SELECT count(*) FROM entry");
        File.Delete(place["out", "report.html"]);
        var again = place.Run("report", "out", "--device", "cpu");
        again.Code.ShouldBe(0, again.Error);
        place.Read("out", "report.html").ShouldContain("versioned");
        place.Query("out", "SELECT count(*) FROM entry").ShouldBe(entries);

        place.InstallPlugin("Versioned", "VersionTwo");
        var stale = place.Run("report", "out", "--device", "cpu");
        stale.Code.ShouldBe(2);
        stale.Error.ShouldContain("was made with other code, weights or data than the current ones");
    }

    [Fact]
    public void Runs_of_two_stores_are_compared_side_by_side()
    {
        using var place = new Workplace(subject);
        place.RunInto("one").Code.ShouldBe(0);
        place.RunInto("two", "--dtype", "float64").Code.ShouldBe(0);
        var report = place.Run("report", "one", "two", "--out", "both.html");
        report.Code.ShouldBe(0, report.Error);
        report.Output.Trim().ShouldBe("both.html");
        var page = place.Read("both.html");
        foreach (var text in (string[])["one ", "two ", "gradcam-pos@b4", "float64", "href=\"one/report.html\""]) page.ShouldContain(text);
    }
}
