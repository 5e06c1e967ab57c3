namespace Workbench.Cli;

/// <summary>
/// Progress in a pipe or a log: an occasional line, so that a reader sees that the work continues. Short work gets no line.
/// </summary>
/// <param name="what">The counted things.</param>
/// <param name="total">Their number.</param>
/// <param name="write">Writes a line.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressLines(string what, int total, Action<string> write, TimeProvider time) : IProgress<int>
{
    /// <summary>The time before the first line, and the time between two lines.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(10), Between = TimeSpan.FromSeconds(30);

    private readonly Pace _pace = new(what, total, time);
    private long _last = time.GetTimestamp();
    private TimeSpan _wait = First;

    /// <inheritdoc/>
    public void Report(int value)
    {
        _pace.Report(value);
        if (time.GetElapsedTime(_last) < _wait || value >= total) return;
        (_last, _wait) = (time.GetTimestamp(), Between);
        write($"{what}: {_pace.Description}");
    }
}
