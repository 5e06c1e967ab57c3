using Workbench.Data;

namespace Workbench.Scripting.Repl;

// The commands that every session has, and how a command is found.
public sealed partial class ReplLoop
{
    private const int Recent = 20;

    private List<ReplCommand> AllCommands => [.. Commands.Concat(BuiltIn).DistinctBy(command => command.Name)];

    private ReplCommand[] BuiltIn =>
    [
        new("help", "", "lists the commands", (_, _) =>
            Write(AllCommands.Select(command => $":{$"{command.Name} {command.Arguments}", -18} {command.Help}"))),
        new("history", "[COUNT]", $"shows the last submissions, {Recent} if not said otherwise", (count, _) => ShowHistory(count)),
        new("load", "FILE", "runs a script in this session: what it declares stays", Load),
        new("reset", "", "forgets what was declared; the globals stay as they are", (_, _) => Do(session.Reset)),
        new("quit", "", "ends the session, as Ctrl-D does", (_, _) => Do(() => _quit = true)),
    ];

    private Task<bool> RunCommand(string line, CancellationToken cancel)
    {
        var words = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var name = words.Length > 0 ? words[0] : "help";
        var all = AllCommands;
        return all.FirstOrDefault(command => command.Name == name) is { } known
            ? known.Run(words.Length > 1 ? words[1] : "", cancel)
            : Task.FromResult(Note($"There is no command :{name}{NearestName.Hint(name, all.Select(command => command.Name))}"));
    }

    private async Task<bool> Load(string file, CancellationToken cancel)
    {
        if (file.Length == 0) return Note(":load needs a file.");
        return File.Exists(file)
            ? await Submit(await File.ReadAllTextAsync(file, cancel), file, cancel)
            : Note($"There is no file '{file}'{NearestFile.Hint(file)}");
    }

    private Task<bool> ShowHistory(string count)
    {
        var number = Recent;
        if (count.Length > 0 && (!int.TryParse(count, out number) || number < 1))
            return Task.FromResult(Note($":history {count}: the count is a whole number from 1."));
        var entries = History?.Entries ?? [];
        return Write(
            entries.Select((entry, index) => $"{index + 1, 4}  {entry.ReplaceLineEndings($"{Environment.NewLine}      ")}").TakeLast(number)
        );
    }

    private Task<bool> Write(IEnumerable<string> lines) => Do(() =>
    {
        foreach (var line in lines) output.Profile.Out.Writer.WriteLine(line);
    });

    private static Task<bool> Do(Action action)
    {
        action();
        return Task.FromResult(true);
    }
}
