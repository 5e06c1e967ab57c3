using System.CommandLine;
using Workbench.Data;
using Workbench.Scenes;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench scenes</c>: renders and shows the embedded data set, trains and scores its model.</summary>
internal sealed class ScenesCommand(CommandContext context)
{
    public Command Create() => new("scenes",
        """
        The embedded subject: scenes drawn from a seed, and the VGG-16 trained on them.

        Examples:
          workbench scenes sheet scenes.png
          workbench scenes train --out my-scenes.safetensors --scale 0.01
        """)
    {
        Render(),
        Sheet(),
        new ScenesTraining(context).Train(),
        new ScenesTraining(context).Score(),
    };

    private Command Render()
    {
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder to write; default: the cache's", HelpName = "DIR" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the scenes", HelpName = "N", DefaultValueFactory = _ => 0 };
        var split = new Option<string>("--split")
        {
            Description = "Split of the scenes; different splits have different scenes",
            HelpName = "NAME",
            DefaultValueFactory = _ => "test",
        };
        var count = new Option<int>("--count") { Description = "Number of scenes", HelpName = "N", DefaultValueFactory = _ => 300 };
        var command = new Command("render",
            """
            Renders scenes into a folder with VOC's layout; resumes an interrupted run.

            Examples:
              workbench scenes render
              workbench scenes render --out scenes --seed 3 --count 50
            """) { output, seed, split, count };
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var (seeded, named, number) = (parsed.GetValue(seed), parsed.GetValue(split)!, parsed.GetValue(count));
            var folder = parsed.GetValue(output)?.FullName;
            context.Progress.Bar("scenes", number, (report, token) =>
            {
                if (folder is null) folder = SceneSet.Ensure(CacheFolders.Scenes, seeded, named, number, report, token);
                else SceneSet.Render(folder, seeded, named, number, report, token);
            }, cancel);
            context.Writer.WriteLine(folder);
        }, cancel));
        return command;
    }

    private static Command Sheet()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "PNG to write" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the scenes", HelpName = "N", DefaultValueFactory = _ => 0 };
        var split = new Option<string>("--split")
        {
            Description = "Split of the scenes; different splits have different scenes",
            HelpName = "NAME",
            DefaultValueFactory = _ => "test",
        };
        var count = new Option<int>("--count") { Description = "Scenes to show", HelpName = "N", DefaultValueFactory = _ => 24 };
        var command = new Command("sheet",
            """
            Draws the classes and some scenes with their boxes on one sheet.

            Example:
              workbench scenes sheet scenes.png
            """) { file, seed, split, count };
        command.SetAction(parsed => ContactSheet.Write(
            parsed.GetRequiredValue(file).FullName, parsed.GetValue(seed), parsed.GetValue(split)!, parsed.GetValue(count)));
        return command;
    }
}
