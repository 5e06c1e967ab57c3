using System.Globalization;
using Workbench.Scripting.Repl.Editing;

namespace Workbench.Scripting.Tests;

/// <summary>A keyboard that types a text, and a screen of 20 columns that supports the editor's sequences.</summary>
/// <param name="keys">Letters, ⏎ Enter, ⎇ Alt-Enter, ⇆ Tab, arrows, ⇤ Home, ⇥ End, ⌫ Backspace, ⌦ Delete, ^X Control-X.</param>
internal sealed class FakeTerminal(string keys) : ITerminal
{
    private readonly List<char[]> _rows = [Blank()];
    private int _key, _row, _column;

    public int Width => 20;

    /// <summary>Rows of the screen.</summary>
    public IReadOnlyList<string> Rows =>
        [.. _rows.Select(row => new string(row).TrimEnd()).Reverse().SkipWhile(row => row.Length == 0).Reverse()];

    public ConsoleKeyInfo ReadKey()
    {
        var key = keys[_key++];
        return key switch
        {
            '⏎' => Key('\r', ConsoleKey.Enter),
            '⎇' => new('\r', ConsoleKey.Enter, shift: false, alt: true, control: false),
            '⇆' => Key('\t', ConsoleKey.Tab),
            '←' => Key('\0', ConsoleKey.LeftArrow),
            '→' => Key('\0', ConsoleKey.RightArrow),
            '↑' => Key('\0', ConsoleKey.UpArrow),
            '↓' => Key('\0', ConsoleKey.DownArrow),
            '⇤' => Key('\0', ConsoleKey.Home),
            '⇥' => Key('\0', ConsoleKey.End),
            '⌫' => Key('\b', ConsoleKey.Backspace),
            '⌦' => Key('\0', ConsoleKey.Delete),
            '^' => new((char)(keys[_key] - '@'), Enum.Parse<ConsoleKey>(keys[_key++].ToString()), shift: false, alt: false, control: true),
            _ => Key(key, ConsoleKey.None),
        };

        static ConsoleKeyInfo Key(char letter, ConsoleKey key) => new(letter, key, shift: false, alt: false, control: false);
    }

    public void Write(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r': _column = 0; break;
                case '\b': _column--; break;
                case '\n': Down(); break;
                case '\x1b':
                    var end = text.AsSpan(i).IndexOfAnyInRange('A', 'Z') + i;
                    Sequence(
                        text[end],
                        int.TryParse(text.AsSpan(i + 2, end - i - 2), CultureInfo.InvariantCulture, out var count) ? count : 0);
                    i = end;
                    break;
                default:
                    // Like a real terminal, wrap a full row only at the next character.
                    if (_column == Width)
                    {
                        _column = 0;
                        Down();
                    }
                    _rows[_row][_column++] = text[i];
                    break;
            }
        }
    }

    private void Sequence(char kind, int count)
    {
        switch (kind)
        {
            case 'A': _row -= count; break;
            case 'C': _column += count; break;
            case 'J' when count == 0:
                Array.Fill(_rows[_row], ' ', _column, Width - _column);
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                break;
            default: throw new InvalidOperationException($"The screen does not support ESC[{count}{kind}.");
        }
    }

    private void Down()
    {
        if (++_row == _rows.Count) _rows.Add(Blank());
    }

    private static char[] Blank()
    {
        var row = new char[20];
        Array.Fill(row, ' ');
        return row;
    }
}
