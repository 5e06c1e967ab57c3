using System.CommandLine;
using Workbench.Reporting;
using Workbench.Specs.Schema;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench schema</c>: the JSON schema by which editors complete and check specs.</summary>
internal sealed class SchemaCommand(CommandContext context)
{
    public Command Create()
    {
        var subject = new Option<bool>("--subject") { Description = "Of subject files, in place of specs" };
        var model = new Option<bool>("--model") { Description = "Of model cards, in place of specs" };
        var output = new Option<string?>("--out") { Description = "File to write; default: the standard output", HelpName = "FILE" };
        var command = new Command("schema",
            """
            Writes the JSON schema of specs, with every plugin's options and citations. An editor with YAML support completes and checks a file that begins with
            '# yaml-language-server: $schema=FILE', FILE relative to it. Write it again after a plugin has changed its options.

            Examples:
              workbench schema --out experiments/spec.schema.json
              workbench schema --subject --out experiments/subjects/subject.schema.json
              workbench schema --model --out experiments/subjects/model.schema.json
            """)
        {
            subject, model, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(subject) && result.GetValue(model))
                result.AddError("--subject and --model are two schemas: one or the other.");
        });
        command.SetAction(parsed => Run(parsed.GetValue(subject), parsed.GetValue(model), parsed.GetValue(output)));
        return command;
    }

    private int Run(bool subject, bool model, string? output)
    {
        using var plugins = context.LoadPlugins();
        var text = subject ? SpecSchema.OfSubjects() : model ? SpecSchema.OfModels() : SpecSchema.OfSpecs(plugins);
        if (output is null)
        {
            context.Writer.Write(text);
            return ExitCode.Done;
        }
        if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder) Directory.CreateDirectory(folder);
        ResultFolder.Write(output, writer => writer.Write(text));
        return ExitCode.Done;
    }
}
