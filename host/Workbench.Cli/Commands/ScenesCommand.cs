using System.CommandLine;
using Spectre.Console;
using Workbench.Engine;
using Workbench.Scenes;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench scenes</c>: renders the embedded data set, shows it, trains and scores its model.</summary>
public static class ScenesCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("scenes", "The embedded subject: scenes drawn from a seed, and the VGG-16 trained on them.")
    {
        Render(),
        Sheet(),
        ScenesTraining.Train(),
        ScenesTraining.Score(),
    };

    private static Command Render()
    {
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder to write; the cache's when left out." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the scenes.", DefaultValueFactory = _ => 0 };
        var split = new Option<string>("--split") { Description = "Split of the scenes.", DefaultValueFactory = _ => "test" };
        var count = new Option<int>("--count") { Description = "Number of scenes.", DefaultValueFactory = _ => 300 };
        var command = new Command("render", "Renders scenes into a folder of VOC's layout; takes up a broken-off run.") { output, seed, split, count };
        command.SetAction((parsed, cancel) => Task.Run(() => WithProgress("Rendering", parsed.GetValue(count), progress =>
        {
            if (parsed.GetValue(output) is not { } folder)
                return SceneSet.Ensure(CacheFolders.Scenes, parsed.GetValue(seed), parsed.GetValue(split)!, parsed.GetValue(count), progress, cancel);
            SceneSet.Render(folder.FullName, parsed.GetValue(seed), parsed.GetValue(split)!, parsed.GetValue(count), progress, cancel);
            return folder.FullName;
        }), cancel));
        return command;
    }

    /// <summary>Shows a bar while the work runs, nothing when the output is redirected, and then the folder.</summary>
    private static void WithProgress(string title, int count, Func<IProgress<int>, string> work)
    {
        var folder = Console.IsOutputRedirected
            ? work(new Progress<int>())
            : AnsiConsole.Progress().Start(context =>
            {
                var bar = context.AddTask(title, maxValue: count);
                return work(new Progress<int>(ready => bar.Value = Math.Max(bar.Value, ready)));
            });
        Console.WriteLine(folder);
    }

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
