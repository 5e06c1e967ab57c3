using System.Text.Json;
using Spectre.Console;
using Workbench.Data;
using Workbench.Data.Downloads;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench pull --list</c>: shows all downloads and their state.</summary>
internal static class PullList
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Checked = "Weights are checked by the digits in their file's name, the first ones of its SHA-256.";

    public static int Print(CommandContext context, IReadOnlyList<PulledFile> files, bool json)
    {
        if (json)
        {
            var rows = files.Select(file => new
            {
                file.Item.Name,
                file.Item.Group,
                What = file.Item.Description,
                State = State(file),
                Bytes = file.Length,
                file.Item.Size,
                file.Path,
                Url = file.Item.Source.Url is { } url ? $"{url}" : null,
                Package = file.Item.Source.Package,
                file.Item.Check.Expected,
                file.Found,
                file.Item.Architecture,
                file.Item.Input,
                file.Item.Licence,
                file.Item.Cite,
            });
            context.Writer.WriteLine(JsonSerializer.Serialize(rows, s_json));
            return ExitCode.Done;
        }
        var table = new Table().Border(TableBorder.Simple);
        foreach (var header in (string[])["name", "size", "state", "what", "file"])
            table.AddColumn(new TableColumn(new Text(header)).NoWrap());
        var group = "";
        foreach (var file in files)
        {
            if (file.Item.Group != group)
            {
                if (group.Length > 0) table.AddEmptyRow();
                table.AddRow(new Text(group = file.Item.Group, new Style(decoration: Decoration.Underline)));
            }
            table.AddRow(
                new Text(file.Item.Name, new Style(decoration: Decoration.Bold)), new Text(ByteCount.Format(file.Item.Size)),
                new Text(
                    State(file) == "part" ? $"{ByteCount.Format(file.Length)} of it" : State(file),
                    new Style(
                        file.IsChecked ? Color.Green
                        : file.Length > 0 ? Color.Yellow
                        : Color.Default)),
                new Text(file.Item.Description),
                new Text(file.Item.File));
        }
        context.Output.Write(table);
        context.Output.WriteLine(Checked);
        context.Errors.WriteLine($"The files are stored in '{CacheFolders.Pulled}', each in a folder of its name.");
        return ExitCode.Done;
    }

    // Also written as JSON: here, unchecked (put there by hand and not checked yet), part, absent.
    private static string State(PulledFile file) => file switch
    {
        { IsChecked: true } => "here",
        { Exists: true } => "unchecked",
        { Length: > 0 } => "part",
        _ => "absent",
    };
}
