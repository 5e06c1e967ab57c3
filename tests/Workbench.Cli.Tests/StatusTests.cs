using Workbench.Engine.Store;

namespace Workbench.Cli.Tests;

/// <summary><c>workbench status</c>: done, missing and stale cells, with reasons.</summary>
public sealed class StatusTests(SmallSubject subject)
{
    private static string[] Status(Workplace place, string folder = "out", bool ofTheProgram = false)
    {
        string[] line = ["status", "spec.yaml", "--out", folder, "--device", "cpu"];
        var status = ofTheProgram ? place.RunProgram(line) : place.Run(line);
        status.Code.ShouldBe(0, status.Error);
        return
        [
            .. status
                .Output.Split('\n')
                .Where(line => line.Contains(" of 6 ", StringComparison.Ordinal))
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
        ];
    }

    private static string State(Outcome outcome, string method) =>
        string.Join(
            ' ',
            outcome
                .Output.Split('\n')
                .First(line => line.TrimStart().StartsWith(method, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..]);

    [Fact]
    public void Cells_are_missing_then_done_then_stale()
    {
        using var place = new Workplace(subject, "[versioned, steady]", "[mean-of-map]", "Good");
        place.InstallPlugin("Versioned", "VersionOne");
        Outcome Status() => place.Run("status", "spec.yaml", "--out", "out", "--device", "cpu");

        State(Status(), "versioned").ShouldBe("missing 0 of 6 never computed");
        place.RunInto("out", "--limit", "2").Code.ShouldBe(0);
        State(Status(), "steady").ShouldBe("missing 2 of 6 interrupted, or the limit was lower");
        place.RunInto("out").Code.ShouldBe(0);
        var done = Status();
        (done.Code, State(done, "versioned"), State(done, "steady")).ShouldBe((0, "done 6 of 6", "done 6 of 6"));
        done.Output.ShouldContain("out: 2 done of 2 cells.");

        place.InstallPlugin("Versioned", "VersionTwo");
        var stale = Status();
        State(stale, "versioned").ShouldStartWith("stale 0 of 6 method code differs (was ");
        State(stale, "steady").ShouldBe("done 6 of 6");
        place
            .Run("status", "spec.yaml", "--out", "out", "--device", "cpu", "--set", "seed=9")
            .Output.ShouldContain("seed differs (was 0, is 9)");
    }

    // The edit stands for a build of edited sources. Only 'status' runs with the edited program.
    [Fact]
    public void An_edit_of_the_hosts_arithmetic_makes_every_cell_stale()
    {
        using var place = new Workplace(subject, metrics: "[pointing-game]");
        place.RunInto("out").Code.ShouldBe(0);
        Status(place).ShouldBe(["gradcam@b5 pointing-game done 6 of 6", "gradcam-pos@b4 pointing-game done 6 of 6"]);
        place.Edit("Workbench.Engine", "Workbench.Engine.Model.Operators.FullyConnected", "Vjp");
        var stale = Status(place, ofTheProgram: true);
        stale.Length.ShouldBe(2);
        stale.ShouldAllBe(line =>
            System.Text.RegularExpressions.Regex.IsMatch(
                line,
                @" pointing-game stale 0 of 6 numerics differ \(was 2, is 2\+[0-9a-f]{16}\)$"));
    }

    [Fact]
    public void Rows_with_keys_of_an_older_format_are_stale_with_reasons()
    {
        using var place = new Workplace(subject, "[gradcam@b5]", "[pointing-game]");
        place.RunInto("out").Code.ShouldBe(0);
        using (var store = CellStore.Read(place["out"]))
        using (var former = CellStore.Open(place["former"]))
        {
            var key = store.Keys.Single();
            var parts = key
                .Parts.Where(part => part.Key is not (CellKey.MethodPart or "numerics" or "torchsharp" or "libtorch" or "decoder"))
                .Append(new("workbench", "0.1.0"))
                .ToDictionary();
            former.Append([.. SmallSubject.Ids.Select(id => new StoredImage(id, [(key with { Parts = parts }, store.Find(key, id)!)]))]);
        }
        var stale = Status(place, "former").ShouldHaveSingleItem();
        stale.ShouldStartWith("gradcam@b5 pointing-game stale 0 of 6 decoder differs (was nothing, is ImageSharp ");
        stale.ShouldContain("numerics differ (was nothing, is 2), torchsharp differs (was nothing, is ");
        stale.ShouldEndWith("workbench differs (was 0.1.0, is nothing)");
        var again = place.RunInto("former");
        again.Code.ShouldBe(0, again.Error);
        Status(place, "former").ShouldBe(["gradcam@b5 pointing-game done 6 of 6"]);
    }

    [Fact]
    public void Two_names_of_a_layer_are_one_cell_in_two_rows()
    {
        using var place = new Workplace(subject, "[gradcam@b5, gradcam@features.29]", "[pointing-game]");
        place.RunInto("out", "--keep-maps").Code.ShouldBe(0);
        place.Query("out", "SELECT method, count(*) FROM cell JOIN entry ON entry.cell = cell.id GROUP BY method").ShouldBe("gradcam@b5,6");
        Status(place).ShouldBe(["gradcam@b5 pointing-game done 6 of 6", "gradcam@features.29 pointing-game done 6 of 6"]);
        var rows = place.Rows("out", "table.csv");
        rows.Length.ShouldBe(2);
        rows.Select(row => row.Contains("gradcam@b5") ? row : row.Replace("gradcam@features.29", "gradcam@b5", StringComparison.Ordinal))
            .Distinct()
            .Count()
            .ShouldBe(1);
        place
            .Rows("out", "samples.csv")
            .Count(row => row.Contains("gradcam@features.29"))
            .ShouldBe(place.Rows("out", "samples.csv").Count(row => row.Contains("gradcam@b5")));
        place.Query("out", "SELECT count(DISTINCT key) FROM result").ShouldBe("1");
    }
}
