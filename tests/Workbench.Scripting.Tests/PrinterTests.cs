using Spectre.Console;
using Spectre.Console.Rendering;
using Workbench.Scripting.Repl.Printing;

namespace Workbench.Scripting.Tests;

/// <summary>Formatting of values.</summary>
public sealed class PrinterTests
{
    private static readonly ReplPrinters s_printers = new();

    [Theory]
    [InlineData("null", "null")]
    [InlineData("1.5", "1.5")]
    [InlineData("0.1f + 0.2", "0.30000000149011613")]
    [InlineData("1 > 2", "false")]
    [InlineData("'c'", "'c'")]
    [InlineData("\"a \\\"b\\\"\"", "a \"b\"")]
    [InlineData("new[] { \"a\", null, \"b\\n\" }", "[\"a\", null, \"b\\n\"]")]
    [InlineData("new[] { new[] { 1, 2 }, new[] { 3 } }", "[[1, 2], [3]]")]
    [InlineData("new Dictionary<string, double> { [\"a\"] = 0.5 }", "[\"a\": 0.5]")]
    [InlineData("(1, \"x\")", "(1, x)")]
    [InlineData("new { A = 1 }", "{ A = 1 }")]
    [InlineData("new List<int>()", "[]")]
    [InlineData("typeof(int)", "System.Int32")]
    [InlineData("TimeSpan.FromSeconds(90)", "00:01:30")]
    [InlineData("TorchSharp.torch.tensor(new[] { 1f, 2f, 6f, -1f }).reshape(1, 2, 2)", "float32 [1,2,2] cpu min -1 max 6 mean 2")]
    [InlineData("TorchSharp.torch.tensor(0.25)", "float64 [] cpu 0.25")]
    [InlineData("TorchSharp.torch.tensor(new[] { true, false })", "bool [2] cpu min 0 max 1 mean 0.5")]
    [InlineData("TorchSharp.torch.zeros(0, 3)", "float32 [0,3] cpu")]
    [InlineData("var t = TorchSharp.torch.zeros(2); t.Dispose();\nt", "a disposed tensor")]
    public async Task A_value_is_shown_by_its_kind(string typed, string shown) => (await Session.RunAndGetOutput(typed)).ShouldBe([shown]);

    [Fact]
    public void A_long_sequence_shows_its_first_items_and_the_number_of_others()
    {
        s_printers
            .Show(Enumerable.Range(0, 25).ToList())
            .Text.ShouldBe("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, … 5 more]");
        s_printers.Show(Endless()).Text!.ShouldEndWith("19, … and more]");
        s_printers
            .Show(Enumerable.Repeat(new string('x', 30), 5).ToList())
            .Text.ShouldBe(string.Join(Environment.NewLine, Enumerable.Repeat($"\"{new string('x', 30)}\"", 5)));

        static IEnumerable<int> Endless()
        {
            for (var i = 0; ; i++) yield return i;
        }
    }

    [Fact]
    public void Printing_a_tensor_leaks_no_tensor()
    {
        using var tensor = TorchSharp.torch.ones(2, requires_grad: true);
        var before = TorchSharp.torch.Tensor.TotalCount;
        s_printers.Show(tensor).ItemText.ShouldBe("float32 [2] cpu min 1 max 1 mean 1");
        TorchSharp.torch.Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void Own_printers_come_first_and_can_render()
    {
        var printers = new ReplPrinters(new Percent());
        printers.Show(0.5).ItemText.ShouldBe("50 %");
        printers.Show(new[] { 0.25, 1 }).ItemText.ShouldBe("[25 %, 100 %]");
        printers.Show(1).ItemText.ShouldBe("1");
        using var text = new StringWriter();
        printers.Write(0.5, AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No }));
        text.ToString().ShouldContain("│ 50 %  │");
    }

    private sealed class Percent : IReplPrinter
    {
        public PrintedValue? Show(object? value, ReplPrinters others) =>
            value is double share ? new PrintedValue($"{100 * share} %", Renderable: Table($"{100 * share} %")) : null;

        private static IRenderable Table(string text) => new Table().AddColumn("share").AddRow(text);
    }
}
