using System.Security.Cryptography;
using System.Text;
using Workbench.Data;
using Workbench.Engine.Store;
using Workbench.Reporting;
using Workbench.Results;
using Workbench.Specs;

namespace Workbench.Experiments;

/// <summary>
/// Caches the printed text and the list of files of a finished run in its store, under a digest of all their inputs. A repeated run that
/// has nothing to compute prints the text again and leaves the files unchanged. If a file is missing or was modified, all are written anew.
/// </summary>
public sealed class RunOutputCache
{
    private const string Part = "end";
    private static readonly Type[] s_program =
        [
            typeof(RunOutputCache),
            typeof(TableReport),
            typeof(TableResult),
            typeof(Image),
            typeof(MetricRow),
            typeof(Experiment),
            typeof(CellStore),
            typeof(ScottPlot.Plot), typeof(Spectre.Console.AnsiConsole),
        ];

    private readonly ReportPartCache? _kept;
    private readonly string _run, _folder, _digest;

    /// <summary>Computes the digest.</summary>
    /// <param name="run">The run, with all its cells computed.</param>
    /// <param name="store">The results.</param>
    /// <param name="command">The command-line arguments, without the program's name.</param>
    /// <param name="printing">All that affects printing: the program's build, the terminal's width and colours.</param>
    /// <exception cref="RunStoreException">The store cannot be read.</exception>
    public RunOutputCache(ExperimentRun run, CellStore store, IReadOnlyList<string> command, string printing)
    {
        (_kept, _run, _folder) = (store.ReportParts, run.Id, run.Folder);
        if (_kept is null)
        {
            _digest = "";
            return;
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in s_program.Select(type => $"{type.Module.ModuleVersionId}").Concat(command).Concat(run.Inputs).Append(printing))
            hash.AppendData(Encoding.UTF8.GetBytes($"{text.Length} {text}\n"));
        store.AddTo(hash, [.. run.Keys.Values], run.Ids);
        _digest = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The cached end, if its inputs and all its files are unchanged; else null.</summary>
    /// <exception cref="RunStoreException">The store cannot be read.</exception>
    public Content? Find()
    {
        if (_kept?.Find(_run, Part, _digest) is not { } bytes) return null;
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            var (deviates, printed, files) = (reader.ReadBoolean(), reader.ReadString(), new List<string>());
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                files.Add(reader.ReadString());
                if (reader.ReadString() != FileState(files[^1])) return null;
            }
            return files.Count > 0 ? new Content(printed, files, deviates) : null;
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or IOException)
        {
            return null;   // damaged: the caller writes everything anew
        }
    }

    /// <summary>Replaces the cached end of the run.</summary>
    /// <param name="end">The printed text and the files.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Write(Content end)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(end.Deviates);
            writer.Write(end.Printed);
            writer.Write(end.Files.Count);
            foreach (var file in end.Files)
            {
                writer.Write(file);
                writer.Write(FileState(file));
            }
        }
        _kept?.Write(_run, Part, _digest, bytes.ToArray());
    }

    private string FileState(string file) =>
        new FileInfo(Path.Combine(_folder, file)) is { Exists: true } there ? $"{there.Length} {there.LastWriteTimeUtc.Ticks}" : "";

    /// <summary>The output of a run.</summary>
    /// <param name="Printed">The tables as printed.</param>
    /// <param name="Files">Names of the files, relative to the run's folder; the report is the last.</param>
    /// <param name="Deviates">Whether a value deviates from the spec's expected values.</param>
    public sealed record Content(string Printed, IReadOnlyList<string> Files, bool Deviates);
}
