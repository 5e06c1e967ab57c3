using System.CommandLine;
using Workbench.Scenes;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench scenes</c>: renders the embedded data set, shows it, trains and scores its model.</summary>
public static class ScenesCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("scenes", "The embedded subject: scenes drawn from a seed, and the VGG-16 trained on them.")
    {
        Sheet(),
    };

    private static Command Sheet()
    {
        var file = new Argument<FileInfo>("file") { Description = "PNG to write." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the scenes.", DefaultValueFactory = _ => 0 };
        var split = new Option<string>("--split") { Description = "Split of the scenes.", DefaultValueFactory = _ => "test" };
        var count = new Option<int>("--count") { Description = "Scenes to show.", DefaultValueFactory = _ => 24 };
        var command = new Command("sheet", "Draws the classes and some scenes with their boxes on one sheet.") { file, seed, split, count };
        command.SetAction(parsed => ContactSheet.Write(parsed.GetRequiredValue(file).FullName, parsed.GetValue(seed), parsed.GetValue(split)!, parsed.GetValue(count)));
        return command;
    }
}
