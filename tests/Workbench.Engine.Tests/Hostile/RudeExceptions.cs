namespace Workbench.Engine.Tests.Hostile;

/// <summary>An exception whose message is code: it may throw, be null, or have megabytes.</summary>
internal sealed class RudeException(Func<string?> message) : Exception
{
    public override string Message => message()!;

    public override string ToString() => throw new InvalidOperationException("asked for its text");
}

/// <summary>Exceptions of all kinds, by name, with the expected reason.</summary>
internal static class RudeExceptions
{
    public static IReadOnlyDictionary<string, (Func<Exception> Make, string Said)> All { get; } =
        new Dictionary<string, (Func<Exception>, string)>(StringComparer.Ordinal)
    {
        ["message that throws"] = (
            () => new RudeException(() => throw new InvalidOperationException("no message today")),
            "it threw RudeException: its message threw InvalidOperationException"),
        ["message that is null"] = (() => new RudeException(() => null), "it threw RudeException: no message"),
        ["message of 20 MB"] = (() => new RudeException(() => new string('x', 20_000_000)), "it threw RudeException: xxx"),
        ["message of a terminal's commands"] = (
            () => new RudeException(() => "\u001b[2J\u202Egone\u0007\nsecond line"),
            "it threw RudeException:  [2J gone"),
        ["aggregate"] = (
            () => new AggregateException("many", new FormatException("one"), new RudeException(() => null)),
            "it threw AggregateException: many"),
        ["ten thousand causes"] = (
            () =>
                Enumerable
                    .Range(0, 10_000)
                    .Aggregate((Exception)new FormatException("innermost"), (inner, _) =>
                        new InvalidOperationException("outer", inner)),
            "it threw InvalidOperationException: outer"),
        ["cancelled"] = (() => new OperationCanceledException("stopped"), "it threw OperationCanceledException: stopped"),
        ["a lie about memory"] = (() => new InsufficientMemoryException("not really"), "out of memory with this image alone. not really"),
        ["a lie about a layer"] = (
            () => new UnknownLayerException("The model has no layer 'b9'."),
            "it threw UnknownLayerException: The model has no layer 'b9'."),
        ["a stack's end"] = (() => new InsufficientExecutionStackException("deep"), "it threw InsufficientExecutionStackException: deep"),
        ["a thread's end"] = (() => new ThreadInterruptedException("woken"), "it threw ThreadInterruptedException: woken"),
    };
}
