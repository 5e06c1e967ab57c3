using System.Diagnostics;

namespace Workbench.Testing;

/// <summary>A good file and its reader.</summary>
/// <param name="File">Path of the file. Its damaged versions replace it.</param>
/// <param name="Text">Whether the file is text.</param>
/// <param name="Read">Reads the file.</param>
public sealed record FuzzedFile(string File, bool Text, Action Read);

/// <summary>
/// Reads damaged versions of good files. Each must be read, or rejected by an exception of the expected type whose message names the file,
/// in bounded time and memory. A crash ends the test program.
/// </summary>
public static class Fuzz
{
    private const int MostSeconds = 5;
    private const long MostBytes = 1L << 30;
    private const int MostReported = 10;
    private const int MostLines = 8;

    /// <summary>Reads damaged versions, about equally many of each file.</summary>
    /// <typeparam name="T">The exception that rejects a file.</typeparam>
    /// <param name="files">The files. They are restored at the end.</param>
    /// <param name="count">Number of versions of all files.</param>
    /// <param name="seed">Seed of the damage.</param>
    /// <returns>The numbers of versions that were read and rejected.</returns>
    /// <exception cref="InvalidOperationException">
    /// Some versions had another outcome. The message lists the outcomes with the file and version.
    /// </exception>
    public static (int Read, int Refused) Run<T>(IReadOnlyList<FuzzedFile> files, int count, int seed) where T : Exception
    {
        var (read, refused, wrong) = (0, 0, new List<string>());
        foreach (var (place, file) in files.Index())
        {
            var good = File.ReadAllBytes(file.File);
            file.Read();
            for (var index = place; index < count && wrong.Count < MostReported; index += files.Count)
            {
                File.WriteAllBytes(file.File, Mutations.CreateVersion(good, seed, index, file.Text));
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
                // Other programs or tests may have used the processor, so the smaller of both times is an upper bound for the file.
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
