using Workbench.Data;

namespace Workbench.Scripting.Repl;

// The built-in commands, and the lookup of commands.
public sealed partial class ReplLoop
{
    private const int Recent = 20;

    private List<ReplCommand> AllCommands => [.. Commands.Concat(BuiltIn).DistinctBy(command => command.Name)];

    private ReplCommand[] BuiltIn =>
    [
        new("help", "", "lists the commands", (_, _) =>
            Write(AllCommands.Select(command => $":{$"{command.Name} {command.Arguments}", -18} {command.Help}"))),
        new("history", "[COUNT]", $"shows the last submissions (default: {Recent})", (count, _) => ShowHistory(count)),
        new("load", "FILE", "runs a script in this session and keeps its declarations", Load),
        new("reset", "", "removes all declarations; the globals do not change", (_, _) => RunAction(session.Reset)),
        new("quit", "", "ends the session, like Ctrl-D", (_, _) => RunAction(() => _quit = true)),
    ];

    private Task<bool> RunCommand(string line, CancellationToken cancel)
    {
        var words = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var name = words.Length > 0 ? words[0] : "help";
        var all = AllCommands;
        return all.FirstOrDefault(command => command.Name == name) is { } known
            ? known.Run(words.Length > 1 ? words[1] : "", cancel)
            : Task.FromResult(Note($"Unknown command :{name}{NearestName.Hint(name, all.Select(command => command.Name))}"));
    }

    private async Task<bool> Load(string file, CancellationToken cancel)
    {
        if (file.Length == 0) return Note(":load needs a file.");
        return File.Exists(file)
            ? await Submit(await File.ReadAllTextAsync(file, cancel), file, cancel)
            : Note($"File '{file}' does not exist{NearestFile.Hint(file)}");
    }

    private Task<bool> ShowHistory(string count)
    {
        var number = Recent;
        if (count.Length > 0 && (!int.TryParse(count, out number) || number < 1))
            return Task.FromResult(Note($":history {count}: the count must be a whole number from 1."));
        var entries = History?.Entries ?? [];
        return Write(entries
            .Select((entry, index) => $"{index + 1, 4}  {entry.ReplaceLineEndings($"{Environment.NewLine}      ")}")
            .TakeLast(number));
    }

    private Task<bool> Write(IEnumerable<string> lines) => RunAction(() =>
    {
        foreach (var line in lines) output.Profile.Out.Writer.WriteLine(line);
    });

    private static Task<bool> RunAction(Action action)
    {
        action();
        return Task.FromResult(true);
    }
}
