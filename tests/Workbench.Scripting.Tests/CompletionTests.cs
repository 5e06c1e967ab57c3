using Workbench.Scripting.Repl;

namespace Workbench.Scripting.Tests;

/// <summary>Completion with Tab; <c>|</c> is the cursor.</summary>
public sealed class CompletionTests
{
    private static readonly string[] s_ids = ["gradcam", "gradcam++", "guided-backprop", "pointing-game", "b4", "b5", "features.29"];

    [Theory]
    [InlineData("Run(\"gu|", "guided-backprop")]
    [InlineData("Run(\"grad|\")", "gradcam gradcam++")]
    [InlineData("Run(\"|\")", "b4 b5 features.29 gradcam gradcam++ guided-backprop pointing-game")]
    [InlineData("Run(\"gradcam@|\")", "b4 b5 features.29 gradcam gradcam++ guided-backprop pointing-game")]
    [InlineData("Run(\"gradcam@f|", "features.29")]
    [InlineData("Run($\"poi|", "pointing-game")]
    [InlineData("Run($\"{1}gu|\")", "guided-backprop")]
    [InlineData("Run(@\"gu|", "guided-backprop")]
    [InlineData("Grid([\"gradcam\", \"POI|", "pointing-game")]
    [InlineData("Run(\"none|\")", "")]
    [InlineData("Run(\"gradcam\"|", "")]
    [InlineData(":load \"gu|", "")]
    public void Ids_are_completed_in_string_literals(string text, string words) =>
        At(text).ShouldBe(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("Numb|", "Numbers")]
    [InlineData("Numbers.Len|", "Length")]
    [InlineData("Numbers.Sel|", "Select SelectMany")]
    [InlineData("Math.Ab|", "Abs")]
    [InlineData("System.IO.Path.Comb|", "Combine")]
    [InlineData("Say(Numb|)", "Numbers")]
    [InlineData("Say(Numbers.OrderByD|", "OrderByDescending")]
    [InlineData("kept.Trimx|", "")]
    [InlineData("kept.trims|", "TrimStart")]
    [InlineData("kep|", "kept")]
    [InlineData("ThrowHel|", "")]
    [InlineData("Say(|", "")]
    [InlineData("void F(int inner) { inn|", "inner")]
    public async Task Names_are_completed_elsewhere(string text, string words)
    {
        var session = new ScriptSession(Desk.Setup, new Desk());
        (await session.RunAsync("var kept = \"text\";", null, CancellationToken.None)).ShouldBe(new SubmissionResult.Ran(false, null));
        At(text, session).ShouldBe(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_choice_replaces_the_word_before_the_cursor()
    {
        var completion = new Completion(new ScriptSession(Desk.Setup, new Desk()), () => s_ids);
        completion.At("Run(\"gradcam@b", 14).Start.ShouldBe(13);
        completion.At("Run(\"gu", 7).Start.ShouldBe(5);
        completion.At("Say(Numb", 8).Start.ShouldBe(4);
        completion.At("Numbers.Le", 10).Start.ShouldBe(8);
    }

    private static IReadOnlyList<string> At(string text, ScriptSession? session = null)
    {
        var cursor = text.IndexOf('|');
        return new Completion(session ?? new ScriptSession(Desk.Setup, new Desk()), () => s_ids).At(text.Remove(cursor, 1), cursor).Words;
    }
}
