namespace Workbench.Cli.Tests;

/// <summary><c>run</c> of a spec with a list of subjects.</summary>
public sealed class SeveralSubjectsTests(SmallSubject subject)
{
    private const string Claim = "claims: [{metric: pointing-game, lower: gradcam@b3, than: all}]\n";

    [Fact]
    public void The_joined_table_has_the_numbers_of_each_subject_alone()
    {
        using var place = new Workplace(subject, "[gradcam@b5, gradcam@b3]", "[pointing-game]");
        place.Write("second.yaml", File.ReadAllText(place["small.yaml"]).Replace("split: val", "split: few"));
        File.WriteAllLines(place["voc", "ImageSets", "Main", "few.txt"], SmallSubject.Ids[..3]);
        var spec = File.ReadAllText(place["spec.yaml"]);
        place.Write("both.yaml", spec.Replace("subject: small.yaml", "subject: [small.yaml, second.yaml]") + Claim);
        var run = place.Run("run", "both.yaml", "--out", "both", "--device", "cpu");
        run.Code.ShouldBe(0, run.Error);
        run.Output.ShouldContain("small: pointing-game of gradcam@b3 is lower than of every other method: ");
        run.Output.ShouldContain("second: pointing-game of gradcam@b3 is lower than of every other method: ");

        var joined = place.Rows("both", "table.csv").Select(row => row.Split(',')).ToList();
        foreach (var name in new[] { "small", "second" })
        {
            var alone = place.Run("run", "spec.yaml", "--subject", $"{name}.yaml", "--out", $"alone-{name}", "--device", "cpu");
            alone.Code.ShouldBe(0, alone.Error);
            place.Read("both", name, "samples.csv").ShouldBe(place.Read($"alone-{name}", "samples.csv"));
            foreach (var row in place.Rows($"alone-{name}", "table.csv").Skip(1).Select(row => row.Split(',')))
                joined.ShouldContain(own => own[0] == row[0] && own[2] == $"{row[2]} on {name}" && own[3] == row[3]);
        }
        place.Run("run", "both.yaml", "--out", "both", "--device", "cpu").Error.ShouldContain("nothing left to compute");
    }
}
