namespace Workbench.Scripting.Repl.Editing;

/// <summary>A text of one or more lines with a cursor, independent of keys and screens.</summary>
internal sealed class EditBuffer
{
    /// <summary>The text, its lines separated by <c>\n</c>.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Position from 0 to the text's length.</summary>
    public int Cursor { get; private set; }

    /// <summary>Start of the cursor's line.</summary>
    public int LineStart => Cursor == 0 ? 0 : Text.LastIndexOf('\n', Cursor - 1) + 1;

    /// <summary>End of the cursor's line.</summary>
    public int LineEnd => Text.IndexOf('\n', Cursor) is var end and >= 0 ? end : Text.Length;

    public bool OnFirstLine => LineStart == 0;

    public bool OnLastLine => LineEnd == Text.Length;

    public void Set(string text) => (Text, Cursor) = (text, text.Length);

    public void Insert(string text) => Replace(Cursor, text);

    /// <summary>Replaces the text between a position and the cursor.</summary>
    public void Replace(int start, string text)
    {
        Text = string.Concat(Text.AsSpan(0, start), text, Text.AsSpan(Cursor));
        Cursor = start + text.Length;
    }

    /// <summary>Deletes the text between the cursor and a position.</summary>
    public void DeleteTo(int position)
    {
        position = Math.Clamp(position, 0, Text.Length);
        var (start, end) = (Math.Min(position, Cursor), Math.Max(position, Cursor));
        (Text, Cursor) = (Text.Remove(start, end - start), start);
    }

    public void MoveTo(int position) => Cursor = Math.Clamp(position, 0, Text.Length);

    /// <summary>Moves to the same column of the line above (-1) or below (1), or to its end if it is shorter.</summary>
    public void MoveLine(int step)
    {
        var column = Cursor - LineStart;
        MoveTo(step < 0 ? LineStart - 1 : LineEnd + 1);
        MoveTo(Math.Min(LineStart + column, LineEnd));
    }

    /// <summary>Start of the word before the cursor.</summary>
    public int WordStart()
    {
        var at = Cursor;
        while (at > 0 && !char.IsLetterOrDigit(Text[at - 1])) at--;
        while (at > 0 && char.IsLetterOrDigit(Text[at - 1])) at--;
        return at;
    }

    /// <summary>End of the word after the cursor.</summary>
    public int WordEnd()
    {
        var at = Cursor;
        while (at < Text.Length && !char.IsLetterOrDigit(Text[at])) at++;
        while (at < Text.Length && char.IsLetterOrDigit(Text[at])) at++;
        return at;
    }
}
