using System.Diagnostics;

namespace Workbench.Fuzzing;

/// <summary>
/// Reads damaged versions of good files. Each must be read, or rejected with its reader's own exception and a message that names the file,
/// within bounded time and memory. A version follows from its target, a seed and its number, so that any failure can be reproduced.
/// </summary>
/// <param name="targets">The targets, read in turn.</param>
/// <param name="seed">Seed of the damage.</param>
/// <param name="failures">A folder for versions that fail.</param>
public sealed class FuzzRun(IReadOnlyList<FuzzTarget> targets, int seed, string failures)
{
    private const double MostSeconds = 10;
    private const long MostBytes = 1L << 30;
    private const int MostMessage = 300_000, MostLines = 8;

    private readonly Stopwatch _clock = new();
    private byte[] _current = [];
    private string _name = "";
    private volatile bool _reading;

    /// <summary>Reads versions until <paramref name="goesOn"/> returns false.</summary>
    /// <param name="from">The first version's number.</param>
    /// <param name="goesOn">Called before each version, with its number.</param>
    /// <returns>The outcome of each kind.</returns>
    public IReadOnlyDictionary<string, FuzzOutcome> Run(long from, Func<long, bool> goesOn)
    {
        var outcomes = targets.Select(target => target.Kind).Distinct().ToDictionary(kind => kind, kind => new FuzzOutcome(kind));
        foreach (var target in targets) target.Read(target.Good);
        using var watch = new Timer(_ => LookForHang(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        for (var number = from; goesOn(number); number++)
        {
            var target = targets[(int)(number % targets.Count)];
            ReadVersion(target, number, outcomes[target.Kind]);
        }
        return outcomes;
    }

    private void ReadVersion(FuzzTarget target, long number, FuzzOutcome outcome)
    {
        (_name, _current) = (
            $"{target.Kind}-{seed}-{number}-{target.Name}",
            Mutations.CreateVersion(target.Good, seed, (int)(number % int.MaxValue), target.Text));
        var (before, resident) = (GC.GetAllocatedBytesForCurrentThread(), Environment.WorkingSet);
        _clock.Restart();
        _reading = true;
        string? fault = null;
        var refused = false;
        try
        {
            target.Read(_current);
        }
        catch (Exception error) when (target.ExpectedException.IsInstanceOfType(error))
        {
            refused = true;
            if (!error.Message.Contains(target.Name, StringComparison.Ordinal)
                && !(target.Folder is { } folder && error.Message.Contains(folder, StringComparison.Ordinal)))
                fault = $"the message does not name the file: {error.Message}";
            else if (error.Message.Length > MostMessage)
                fault = $"the message has {error.Message.Length} characters: {error.Message[..300]}…";
        }
        catch (Exception error)
        {
            fault = string.Join('\n', error.ToString().Split('\n').Take(MostLines));
        }
        _reading = false;
        var (seconds, bytes) = (_clock.Elapsed.TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - before);
        var grown = Environment.WorkingSet - resident;
        (outcome.Slowest, outcome.Largest) = (Math.Max(outcome.Slowest, seconds), Math.Max(outcome.Largest, Math.Max(bytes, grown)));
        if (seconds > MostSeconds) fault ??= $"it took {seconds:F1} s";
        if (Math.Max(bytes, grown) > MostBytes) fault ??= $"it took {bytes >> 20} MiB, and the process grew by {grown >> 20} MiB";
        if (fault is not null) Keep(fault, outcome);
        else if (refused) outcome.Rejected++;
        else outcome.Read++;
    }

    private void Keep(string fault, FuzzOutcome outcome)
    {
        Directory.CreateDirectory(failures);
        File.WriteAllBytes(Path.Combine(failures, _name), _current);
        outcome.Faults.Add($"{_name}: {fault}");
    }

    // A reader that hangs cannot be stopped: its file is kept, and the process exits.
    private void LookForHang()
    {
        if (!_reading || _clock.Elapsed.TotalSeconds < 2 * MostSeconds) return;
        Directory.CreateDirectory(failures);
        File.WriteAllBytes(Path.Combine(failures, _name), _current);
        Console.Error.WriteLine($"{_name}: no result for {_clock.Elapsed.TotalSeconds:F0} s; the file is in '{failures}'.");
        Environment.Exit(1);
    }
}
