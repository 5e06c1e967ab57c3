namespace Workbench.Cli.Tests;

/// <summary>Several tables in one spec, and metrics with curves and a figure.</summary>
public sealed class TablesTests(SmallSubject subject)
{
    private const string Both =
        "tables: [spec.yaml, {name: other, methods: [gradcam-pos@b4, gradcam@b3], metrics: [pointing-game], "
        + "claims: [{metric: pointing-game, lower: gradcam@b3, than: all}]}]\nsubject: small.yaml\n";
    private static readonly string[] s_files = ["samples.csv", "skipped.csv", "table.csv", "table.md"];

    [Fact]
    public void Each_table_is_the_same_as_if_run_alone()
    {
        using var place = new Workplace(subject);
        place.Write("both.yaml", Both);
        var run = place.Run("run", "both.yaml", "--out", "both", "--device", "cpu", "--batch", "2");
        run.Code.ShouldBe(0, run.Error);
        Directory
            .EnumerateFileSystemEntries(place["both"])
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["other", "provenance.json", "report.html", "spec", "store.db"]);
        run.Output.Split('\n').Count(line => line.StartsWith("6 images of small", StringComparison.Ordinal)).ShouldBe(2);
        run.Error.ShouldContain(" files in both, first both/report.html");

        place.RunInto("alone", "--batch", "2").Code.ShouldBe(0);
        foreach (var file in s_files) place.Read("both", "spec", file).ShouldBe(place.Read("alone", file), file);
        place
            .Rows("both", "other", "samples.csv")
            .Where(row => row.Contains("gradcam-pos@b4"))
            .ShouldBe(
                place.Rows("alone", "samples.csv").Where(row => row.StartsWith("pointing-game,gradcam-pos@b4", StringComparison.Ordinal)));
        place.Read("both", "other", "table.md").ShouldContain("pointing-game of gradcam@b3 is lower than of every other method: ");
        // A cell of both tables is computed and written once: five cells.
        place.Query("both", "SELECT count(*) FROM cell").ShouldBe("5");
        place.Query("both", "SELECT count(*) FROM entry").ShouldBe("30");
    }

    [Fact]
    public void Tables_resume_together_and_share_their_rows_with_a_single_table()
    {
        using var place = new Workplace(subject);
        place.Write("both.yaml", Both);
        place.Run("run", "both.yaml", "--out", "out", "--device", "cpu", "--limit", "2").Code.ShouldBe(0);
        place.Run("run", "both.yaml", "--out", "out", "--device", "cpu").Error.ShouldContain("4 images in");
        var rows = place.Read("out", "other", "samples.csv");
        place.Run("run", "both.yaml", "--out", "out", "--device", "cpu").Error.ShouldContain("nothing left to compute");
        place.Read("out", "other", "samples.csv").ShouldBe(rows);

        place.RunInto("out").Error.ShouldContain("nothing left to compute");
        place.Read("out", "samples.csv").ShouldBe(place.Read("out", "spec", "samples.csv"));
        place.Read("out", "other", "samples.csv").ShouldBe(rows);
    }

    [Fact]
    public void Plan_counts_shared_cells_once()
    {
        using var place = new Workplace(subject);
        place.Write("both.yaml", Both);
        var plan = place.Run("plan", "both.yaml", "--device", "cpu");
        plan.Code.ShouldBe(0, plan.Error);
        plan.Output.ShouldContain("cells     5 (2 methods × 2 metrics, 2 methods × 1 metrics; shared ones once)");
    }

    [Fact]
    public void A_metric_with_states_leaves_curves_and_a_figure()
    {
        using var place = new Workplace(subject, "[gradcam@b5, gradcam@b3]", "[good-curve]", "Good");
        File.AppendAllText(
            place["spec.yaml"],
            "figure: {curves: good-curve, panels: [{title: All, methods: [gradcam@b5, gradcam@b3]}]}\n"
            + "claims: [{curve: good-curve, at: classifier.6, higher: gradcam@b3, than: all}]\n");
        var run = place.RunInto("out", "--batch", "2");
        run.Code.ShouldBe(0, run.Error);   // a skipped image is not a failure
        place
            .Rows("out", "samples.csv")
            .Where(row => row.Contains(",a1,"))
            .Select(row => row.Split(',')[^1])
            .ShouldBe(["classifier.6", "features.28", "classifier.6", "features.28"]);
        place.Rows("out", "skipped.csv").ShouldContain("good-curve,gradcam@b5,a3,,the image is tall,features.28");

        var curves = place.Rows("out", "curves.csv").Select(line => line.Split(',')).ToList();
        curves.Select(row => $"{row[1]} {row[3]} {row[4]} {row[8]}").ShouldBe(
            ["gradcam@b5 classifier.6 1 6", "gradcam@b5 features.28 2 4", "gradcam@b3 classifier.6 1 6", "gradcam@b3 features.28 2 4"]);
        foreach (var row in curves)
        {
            var values = place
                .Rows("out", "samples.csv")
                .Select(line => line.Split(','))
                .Where(sample => sample[1] == row[1] && sample[5] == row[3])
                .Select(sample => double.Parse(sample[4]))
                .ToList();
            double.Parse(row[5]).ShouldBe(values.Average(), 1e-6);
            double.Parse(row[6]).ShouldBeInRange(values.Min() - 1e-6, double.Parse(row[5]));
            double.Parse(row[7]).ShouldBeInRange(double.Parse(row[5]), values.Max() + 1e-6);
        }
        File.ReadAllBytes(place["out", "figure.png"])[1..4].ShouldBe("PNG"u8.ToArray());
        place.Read("out", "figure.svg").ShouldContain("classifier.6");
        place
            .Read("out", "table.md")
            .ShouldContain("good-curve at classifier.6 of gradcam@b3 is higher than of every other method: nearest is gradcam@b3 with");
        place.RunInto("again", "--batch", "1", "--set", "methods=[gradcam@b3, gradcam@b5]").Code.ShouldBe(0);
    }
}
