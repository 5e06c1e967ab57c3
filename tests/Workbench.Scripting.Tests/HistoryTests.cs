using Workbench.Scripting.Repl;

namespace Workbench.Scripting.Tests;

/// <summary>The history of submissions.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["cache", "history.txt"];

    [Fact]
    public void A_later_session_reads_line_breaks_and_backslashes_unchanged()
    {
        string[] typed = ["1 + 1", "if (x)\n{\n    y();\n}", "\"a\\nb\\\\\"", "\\", "\\n"];
        var first = new ReplHistory(File);
        foreach (var text in typed) first.Add(text);
        new ReplHistory(File).Entries.ShouldBe(typed);
    }

    [Fact]
    public void It_keeps_the_latest_entries_without_repetition()
    {
        var history = new ReplHistory(File, limit: 3);
        foreach (var text in new[] { "a", "b", "b", " ", "c", "d" }) history.Add(text);
        history.Entries.ShouldBe(["b", "c", "d"]);
        System.IO.File.ReadAllLines(File).ShouldBe(["b", "c", "d"]);
    }

    [Fact]
    public void Two_sessions_at_once_both_keep_their_entries()
    {
        var (one, other) = (new ReplHistory(File), new ReplHistory(File));
        one.Add("a");
        other.Add("b");
        one.Add("c");
        new ReplHistory(File).Entries.ShouldBe(["a", "b", "c"]);
        Directory.GetFiles(_folder["cache"]).ShouldBe([File]);
    }

    [Fact]
    public async Task The_session_shows_it()
    {
        var history = new ReplHistory(File);
        foreach (var text in new[] { "one", "two\nlines", "three" }) history.Add(text);
        var session = new Session(":history 2\n:history\n:history x\n") { History = history };
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Output.ShouldBe(["   2  two", "      lines", "   3  three", "   1  one", "   2  two", "      lines", "   3  three"]);
        session.Errors.ShouldBe([":history x: the count must be a whole number from 1."]);
        history.Entries.Count.ShouldBe(3);   // input from a pipe is not kept
    }

    [Fact]
    public void An_error_of_writing_the_history_is_ignored()
    {
        System.IO.File.WriteAllText(_folder["cache"], "a file where the folder should be");
        var history = new ReplHistory(File);
        history.Add("a");
        history.Entries.ShouldBe(["a"]);
    }

    public void Dispose() => _folder.Dispose();
}
