namespace Workbench.CliTests;

/// <summary>What is done, missing or stale, and why.</summary>
public sealed class StatusTests(SmallSubject subject)
{
    private static string State(Outcome outcome, string method) => string.Join(' ', outcome.Output.Split('\n').First(line => line.TrimStart().StartsWith(method, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..]);

    [Fact]
    public void Cells_are_missing_then_done_then_stale()
    {
        using var place = new Workplace(subject, "[versioned, steady]", "[mean-of-map]", "Good");
        place.Lay("Versioned", "VersionOne");
        Outcome Status() => place.Run("status", "spec.yaml", "--out", "out", "--device", "cpu");

        State(Status(), "versioned").ShouldBe("missing 0 of 6 never computed");
        place.RunInto("out", "--limit", "2").Code.ShouldBe(0);
        State(Status(), "steady").ShouldBe("missing 2 of 6 interrupted, or the limit was lower");
        place.RunInto("out").Code.ShouldBe(0);
        var done = Status();
        (done.Code, State(done, "versioned"), State(done, "steady")).ShouldBe((0, "done 6 of 6", "done 6 of 6"));
        done.Output.ShouldContain("out: 2 done of 2 cells.");

        place.Lay("Versioned", "VersionTwo");
        var stale = Status();
        State(stale, "versioned").ShouldStartWith("stale 0 of 6 method code differs (was ");
        State(stale, "steady").ShouldBe("done 6 of 6");
        place.Run("status", "spec.yaml", "--out", "out", "--device", "cpu", "--set", "seed=9").Output.ShouldContain("seed differs (was 0, is 9)");
    }
}
