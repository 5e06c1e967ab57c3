using Workbench.Results;

namespace Workbench.Reporting.Tests;

public sealed class PaperTableTests
{
    [Fact]
    public void Numbers_and_labels_are_found_by_canonical_name()
    {
        var paper = Runs.Paper(Runs.PaperCsv);
        paper.Label("beta@b4").ShouldBe("BETA, B4");
        paper.Value("alpha", "restricted-hits").ShouldBe(48.9);
        paper.Value("beta@b4", "restricted-hits").ShouldBeNull();
        paper.Label("gamma").ShouldBeNull();
    }

    [Fact]
    public void A_column_without_options_applies_to_all_options_not_listed()
    {
        var paper = Runs.Paper("method,label,hits,hits{subset=few}\na,A,1,2\n");
        paper.Value("a", "hits{tolerance=3}").ShouldBe(1);
        paper.Value("a", "hits{subset=few}").ShouldBe(2);
        paper.Value("a", "hit{tolerance=3}").ShouldBeNull();
    }

    [Theory]
    [InlineData("", ":1: The header must begin with 'method' or 'method,label'.")]
    [InlineData("name,label\n", ":1: The header must begin with 'method' or 'method,label'.")]
    [InlineData("method,label,hits\na,A\n", ":2: The row has 2 fields and the header 3.")]
    [InlineData("method,label,hits\na,A,1\na,A,2\n", ":3: 'a' appears twice.")]
    [InlineData("method,label,hits\na,A,many\n", ":2: 'many' is not a number.")]
    public void A_fault_is_reported_with_its_line(string csv, string message) =>
        Should.Throw<NumberTableException>(() => Runs.Paper(csv)).Message.ShouldEndWith(message);

    [Fact]
    public void A_missing_file_is_named() =>
        Should
            .Throw<NumberTableException>(() => PaperTable.Load("nowhere.csv"))
            .Message.ShouldStartWith("nowhere.csv: The file cannot be read: ");

    [Fact]
    public void A_damaged_file_is_read_or_reported_by_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["paper.csv"],
            "method,label,pointing-game,restricted-pointing-game\ngradcam@b5,\"Grad-CAM, \"\"b5\"\"\",90.1,80.5\nfullgrad,FullGrad,,70\n");
        var (read, refused) = Fuzz.Run<NumberTableException>(
            [new FuzzedFile(folder["paper.csv"], true, () => PaperTable.Load(folder["paper.csv"]))],
            250,
            seed: 3);
        (read + refused).ShouldBe(250);
        read.ShouldBeGreaterThan(0);
        refused.ShouldBeGreaterThan(25);
    }
}
