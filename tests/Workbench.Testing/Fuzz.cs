using System.Diagnostics;

namespace Workbench.Testing;

/// <summary>A good file and what reads it.</summary>
/// <param name="File">Where the file is; its damaged versions take its place.</param>
/// <param name="Text">Whether it is text.</param>
/// <param name="Read">Reads it.</param>
public sealed record FuzzedFile(string File, bool Text, Action Read);

/// <summary>
/// Reads damaged versions of good files: each must be read, or refused by an exception of the expected type whose message names the file, in bounded time and memory. A crash ends the test program.
/// </summary>
public static class Fuzz
{
    private const int MostSeconds = 5;
    private const long MostBytes = 1L << 30;
    private const int MostReported = 10;
    private const int MostLines = 8;

    /// <summary>Reads so many damaged versions, an equal number of each file's.</summary>
    /// <typeparam name="T">The exception that refuses a file.</typeparam>
    /// <param name="files">The files; they are left as they were.</param>
    /// <param name="count">Versions in all.</param>
    /// <param name="seed">Of the damages.</param>
    /// <returns>How many were read and how many refused.</returns>
    /// <exception cref="InvalidOperationException">Something else happened to some; the message says what, to which version of which file.</exception>
    public static (int Read, int Refused) Run<T>(IReadOnlyList<FuzzedFile> files, int count, int seed) where T : Exception
    {
        var (read, refused, wrong) = (0, 0, new List<string>());
        foreach (var (place, file) in files.Index())
        {
            var good = File.ReadAllBytes(file.File);
            file.Read();
            for (var index = place; index < count && wrong.Count < MostReported; index += files.Count)
            {
                File.WriteAllBytes(file.File, Mutations.Of(good, seed, index, file.Text));
                var (clock, busy, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
                string? problem = null;
                try
                {
                    file.Read();
                    read++;
                }
                catch (T error)
                {
                    refused++;
                    if (!error.Message.Contains(Path.GetFileName(file.File), StringComparison.Ordinal))
                        problem = $"the message does not name the file: {error.Message}";
                    else if (error.Message.Length > 300_000)
                        problem = $"the message has {error.Message.Length} characters: {error.Message[..300]}…";
                }
                catch (Exception error)
                {
                    problem = string.Join('\n', error.ToString().Split('\n').Take(MostLines));
                }
                var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                // Other programs may have had the processor, or other tests: the smaller of both times is the most that the file took.
                var seconds = Math.Min(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - busy).TotalSeconds);
                if (seconds > MostSeconds) problem = $"it took {seconds:F1} s";
                if (bytes > MostBytes) problem = $"it allocated {bytes >> 20} MiB";
                if (problem is not null) wrong.Add($"version {index} of '{Path.GetFileName(file.File)}' (seed {seed}): {problem}");
            }
            File.WriteAllBytes(file.File, good);
        }
        return wrong.Count == 0 ? (read, refused) : throw new InvalidOperationException(string.Join("\n\n", wrong));
    }
}
