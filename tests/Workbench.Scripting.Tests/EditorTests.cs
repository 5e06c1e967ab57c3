using Workbench.Scripting.Repl;
using Workbench.Scripting.Repl.Editing;

namespace Workbench.Scripting.Tests;

/// <summary>Keys give submissions, and the screen shows the edited text.</summary>
public sealed class EditorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ReplHistory _history;

    public EditorTests()
    {
        _history = new ReplHistory(_folder["history.txt"]);
        foreach (var text in new[] { "first", "two\nlines" }) _history.Add(text);
    }

    [Theory]
    [InlineData("1+1⏎", "1+1")]
    [InlineData("13←2⏎", "123")]
    [InlineData("abc⇤x⇥y⏎", "xabcy")]
    [InlineData("abc⌫⌫d⏎", "ad")]
    [InlineData("abc⇤⌦⏎", "bc")]
    [InlineData("one two^W^Wx⏎", "x")]
    [InlineData("one two^U3⏎", "3")]
    [InlineData("one two⇤→→→^K⏎", "one")]
    [InlineData("lost^Cx⏎", "x")]
    [InlineData("f(⏎1)⏎", "f(\n1)")]
    [InlineData("a⎇b⏎", "a\nb")]
    [InlineData("f(⏎12)↑x⏎", "f(x\n12)")]
    [InlineData("↑⏎", "two\nlines")]
    [InlineData("↑↑↑⏎", "first")]
    [InlineData("draft↑↑↓↓↓⏎", "draft")]
    [InlineData("⇆x⏎", "    x")]
    public void Keys_give_a_submission(string keys, string submission) => Type(keys, out _).ShouldBe(submission);

    [Fact]
    public void Control_D_ends_on_an_empty_line_and_deletes_elsewhere()
    {
        Type("^D", out _).ShouldBeNull();
        Type("ab⇤^D⏎", out _).ShouldBe("b");
    }

    [Theory]
    [InlineData("gui⇆⏎", "guided")]
    [InlineData("gradc⇆⏎", "gradcam")]
    [InlineData("gradcam+⇆⏎", "gradcam++")]
    [InlineData("none⇆⏎", "none")]
    [InlineData("gui x←←⇆⏎", "guided x")]
    public void Tab_completes_the_common_prefix(string keys, string submission) => Type(keys, out _).ShouldBe(submission);

    [Fact]
    public void Tab_shows_several_choices()
    {
        Type("gradcam⇆⏎", out var screen).ShouldBe("gradcam");
        screen.Rows.ShouldBe(["> gradcam", "gradcam", "gradcam++", "> gradcam"]);
    }

    [Fact]
    public void The_screen_shows_the_text_however_it_was_typed()
    {
        Type("f(⏎abc⏎)↑⇤x⏎y)⇥⏎", out _).ShouldNotBeNull();
        Type("f(⏎ac←b↑⇥1,↓⇥)⏎", out var screen).ShouldBe("f(1,\nabc)");
        screen.Rows.ShouldBe(["> f(1,", "… abc)"]);
    }

    [Fact]
    public void Output_without_an_end_of_line_is_kept()
    {
        Type("1⏎", out var screen, left: "left").ShouldBe("1");
        screen.Rows.ShouldBe(["left⏎", "> 1"]);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(60)]
    public void A_long_line_wraps_and_is_edited_in_place(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26)));
        Type(text + "⇤X⇥Y⌫Z⏎", out var screen).ShouldBe($"X{text}Z");
        screen.Rows.ShouldBe([.. $"> X{text}Z".Chunk(20).Select(row => new string(row))]);
    }

    public void Dispose() => _folder.Dispose();

    private string? Type(string keys, out FakeTerminal screen, string left = "")
    {
        screen = new FakeTerminal(keys);
        screen.Write(left);
        var words = new[] { "gradcam", "gradcam++", "guided" };
        return new TerminalInput(screen, _history, Complete).Read(text => text.Count(c => c == '(') <= text.Count(c => c == ')'));

        Completions Complete(string text, int cursor)
        {
            var start = text.LastIndexOf(' ', cursor - 1) + 1;
            return new Completions(start, [.. words.Where(word => word.StartsWith(text[start..cursor], StringComparison.Ordinal))]);
        }
    }
}
