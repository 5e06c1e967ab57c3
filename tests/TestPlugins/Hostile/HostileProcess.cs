namespace Workbench.TestPlugins;

/// <summary>An attack on the process; each needs a process of its own.</summary>
public enum ProcessKind
{
    None, Exits, ThreadStays, ThreadThrows, ChangesFolder, Hangs, HoardsManaged, HoardsNative,
}

public sealed record HostileProcessOptions
{
    [Option("what it does")]
    public ProcessKind Kind { get; init; }
}

/// <summary>Attacks the process that calls it.</summary>
[Attribution("hostile-process", Cite = "Doe")]
public sealed class HostileProcess(HostileProcessOptions options) : IAttributionMethod
{
    private const int Block = 1 << 28;

    public PassRequest Plan(IArchitecture model) => new() { InputGradient = true };

    public Tensor Attribute(IPass pass)
    {
        switch (options.Kind)
        {
            case ProcessKind.Exits: Environment.Exit(0); break;
            case ProcessKind.ThreadStays: new Thread(Stay).Start(); break;
            case ProcessKind.ThreadThrows:
                var thread = new Thread(() => throw new InvalidOperationException("uncaught"));
                thread.Start();
                thread.Join();
                break;
            case ProcessKind.ChangesFolder: Environment.CurrentDirectory = Path.GetTempPath(); break;
            case ProcessKind.Hangs: Stay(); break;
            case ProcessKind.HoardsManaged: Hoard(Filled); break;
            case ProcessKind.HoardsNative: Hoard(() => ones(Block / sizeof(float))); break;
            default: break;
        }
        return pass.InputGradient.sum([1], keepdim: true);
    }

    // Allocates and writes 20 GB.
    private static void Hoard(Func<object> block)
    {
        List<object> kept = [];
        while (kept.Count * (long)Block < 20L << 30) kept.Add(block());
        GC.KeepAlive(kept);
    }

    private static byte[] Filled()
    {
        var block = new byte[Block];
        Array.Fill(block, (byte)1);
        return block;
    }

    private static void Stay()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Thread.Sleep(Timeout.Infinite);
        while (true) Thread.Sleep(50);
    }
}
