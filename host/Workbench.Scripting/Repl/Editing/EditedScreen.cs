using System.Text;
using Spectre.Console.Rendering;

namespace Workbench.Scripting.Repl.Editing;

/// <summary>
/// Draws the edited text over the previous drawing: a prompt before the first line, another before the others, long lines wrapped.
/// </summary>
internal sealed class EditedScreen(ITerminal terminal)
{
    private const string First = "> ", Next = "… ";
    private int _cursorRow;

    /// <summary>
    /// Moves to the start of an empty row. A row that a program left without an end of line is kept, and marked with ⏎.
    /// </summary>
    public void Begin()
    {
        // Write a full row of characters. They fit on an empty row, as a terminal wraps only at the next character; otherwise they wrap to
        // the next row.
        terminal.Write("⏎" + new string(' ', Math.Max(terminal.Width, 4) - 1) + "\r\x1b[J");
        _cursorRow = 0;
    }

    public void Draw(string text, int cursor)
    {
        var (width, lines) = (Math.Max(terminal.Width, 4), text.Split('\n'));
        var drawn = new StringBuilder();
        Up(drawn, _cursorRow);
        drawn.Append("\r\x1b[J");
        var (row, cursorRow, cursorColumn, at) = (0, 0, 0, 0);
        foreach (var (line, index) in lines.Select((line, index) => (line, index)))
        {
            var shown = (index == 0 ? First : Next) + line.Replace('\t', ' ');
            drawn.Append(index == 0 ? "" : "\r\n").Append(shown);
            var cells = Cells(shown);
            if (cursor >= at && cursor <= at + line.Length)
            {
                var before = Cells(shown[..(First.Length + cursor - at)]);
                (cursorRow, cursorColumn) = (row + before / width, before % width);
            }
            // After a line that fills its row, the terminal's cursor is beside the row. Force it to the next row.
            if (cells > 0 && cells % width == 0) drawn.Append(" \b");
            row += cells / width + 1;
            at += line.Length + 1;
        }
        Up(drawn, row - 1 - cursorRow);
        drawn.Append('\r');
        if (cursorColumn > 0) drawn.Append($"\x1b[{cursorColumn}C");
        terminal.Write(drawn.ToString());
        _cursorRow = cursorRow;
    }

    /// <summary>Draws the text a last time and moves below it.</summary>
    public void End(string text)
    {
        Draw(text, text.Length);
        terminal.Write("\r\n");
        _cursorRow = 0;
    }

    /// <summary>Writes lines below the text. The next drawing is below them.</summary>
    public void Show(string text, IEnumerable<string> below)
    {
        End(text);
        foreach (var line in below) terminal.Write(line + "\r\n");
    }

    public void Clear()
    {
        terminal.Write("\x1b[2J\x1b[H");
        _cursorRow = 0;
    }

    private static int Cells(string text) => text.Length == 0 ? 0 : new Segment(text).CellCount();

    private static void Up(StringBuilder drawn, int rows)
    {
        if (rows > 0) drawn.Append($"\x1b[{rows}A");
    }
}
