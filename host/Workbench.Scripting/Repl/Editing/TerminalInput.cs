namespace Workbench.Scripting.Repl.Editing;

/// <summary>
/// Interactive input. Enter runs a complete submission, and starts a new line in an incomplete one; Alt-Enter always starts a new line.
/// Arrows move the cursor and recall earlier submissions, Tab completes. Ctrl-A, E, U, K, W, L and Ctrl-arrows work as in a shell. Ctrl-C
/// clears the input, Ctrl-D on empty input ends the session.
/// </summary>
/// <param name="terminal">Keyboard and screen.</param>
/// <param name="history">Earlier submissions; null for none.</param>
/// <param name="complete">Returns the completions for Tab; null for none.</param>
public sealed class TerminalInput(ITerminal terminal, ReplHistory? history, Func<string, int, Completions>? complete) : IReplInput
{
    private const string Indent = "    ";
    private const int MaxShown = 100;

    private readonly EditedScreen _screen = new(terminal);
    private EditBuffer _buffer = new();
    private string _draft = "";
    private int _recalled;

    /// <inheritdoc/>
    public bool IsInteractive => true;

    /// <inheritdoc/>
    public string? Read(Func<string, bool> isComplete)
    {
        Empty();
        _screen.Begin();
        while (true)
        {
            _screen.Draw(_buffer.Text, _buffer.Cursor);
            var key = terminal.ReadKey();
            if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
            {
                if (key.Modifiers.HasFlag(ConsoleModifiers.Alt) || !isComplete(_buffer.Text))
                {
                    _buffer.Insert("\n");
                    continue;
                }
                _screen.End(_buffer.Text);
                return _buffer.Text;
            }
            if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && _buffer.Text.Length == 0)
            {
                _screen.End("");
                return null;
            }
            if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control })
            {
                _screen.End(_buffer.Text);
                Empty();
            }
            else if (key.Key == ConsoleKey.Tab) Complete();
            else if (key.Modifiers.HasFlag(ConsoleModifiers.Control)) Control(key.Key);
            else Plain(key);
        }
    }

    private void Empty() => (_buffer, _draft, _recalled) = (new EditBuffer(), "", history?.Entries.Count ?? 0);

    private void Plain(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow: _buffer.MoveTo(_buffer.Cursor - 1); break;
            case ConsoleKey.RightArrow: _buffer.MoveTo(_buffer.Cursor + 1); break;
            case ConsoleKey.Home: _buffer.MoveTo(_buffer.LineStart); break;
            case ConsoleKey.End: _buffer.MoveTo(_buffer.LineEnd); break;
            case ConsoleKey.Backspace: _buffer.DeleteTo(_buffer.Cursor - 1); break;
            case ConsoleKey.Delete: _buffer.DeleteTo(_buffer.Cursor + 1); break;
            case ConsoleKey.UpArrow when _buffer.OnFirstLine: Recall(-1); break;
            case ConsoleKey.DownArrow when _buffer.OnLastLine: Recall(1); break;
            case ConsoleKey.UpArrow: _buffer.MoveLine(-1); break;
            case ConsoleKey.DownArrow: _buffer.MoveLine(1); break;
            default:
                if (!char.IsControl(key.KeyChar)) _buffer.Insert(key.KeyChar.ToString());
                break;
        }
    }

    private void Control(ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.A: _buffer.MoveTo(_buffer.LineStart); break;
            case ConsoleKey.E: _buffer.MoveTo(_buffer.LineEnd); break;
            case ConsoleKey.U: _buffer.DeleteTo(_buffer.LineStart); break;
            case ConsoleKey.K: _buffer.DeleteTo(_buffer.LineEnd); break;
            case ConsoleKey.W or ConsoleKey.Backspace: _buffer.DeleteTo(_buffer.WordStart()); break;
            case ConsoleKey.D: _buffer.DeleteTo(_buffer.Cursor + 1); break;
            case ConsoleKey.LeftArrow: _buffer.MoveTo(_buffer.WordStart()); break;
            case ConsoleKey.RightArrow: _buffer.MoveTo(_buffer.WordEnd()); break;
            case ConsoleKey.L: _screen.Clear(); break;
        }
    }

    private void Recall(int step)
    {
        var entries = history?.Entries ?? [];
        var next = _recalled + step;
        if (next < 0 || next > entries.Count) return;
        if (_recalled == entries.Count) _draft = _buffer.Text;
        _recalled = next;
        _buffer.Set(next == entries.Count ? _draft : entries[next]);
    }

    private void Complete()
    {
        if (string.IsNullOrWhiteSpace(_buffer.Text[_buffer.LineStart.._buffer.Cursor]))
        {
            _buffer.Insert(Indent);
            return;
        }
        if (complete?.Invoke(_buffer.Text, _buffer.Cursor) is not { Words: { Count: > 0 } words } choices) return;
        var typed = _buffer.Cursor - choices.Start;
        var shared = words.Aggregate((one, other) => one[..one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count()]);
        if (words.Count > 1 && shared.Length <= typed) _screen.Show(_buffer.Text, Columns(words));
        else _buffer.Replace(choices.Start, shared);
    }

    private IEnumerable<string> Columns(IReadOnlyList<string> words)
    {
        var wide = words.Max(word => word.Length) + 2;
        var lines = words
            .Take(MaxShown)
            .Chunk(Math.Max(1, (terminal.Width - 1) / wide))
            .Select(row => string.Concat(row.Select(word => word.PadRight(wide))).TrimEnd());
        return words.Count > MaxShown ? lines.Append($"… {words.Count - MaxShown} more") : lines;
    }
}
