using System.CommandLine;
using Workbench.Reporting;
using Workbench.Specs.Schema;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench schema</c>: writes the JSON schema with which editors complete and check specs.</summary>
internal sealed class SchemaCommand(CommandContext context)
{
    public Command Create()
    {
        var subject = new Option<bool>("--subject") { Description = "Writes the schema of subject files" };
        var model = new Option<bool>("--model") { Description = "Writes the schema of model cards" };
        var output = new Option<string?>("--out") { Description = "File to write; default: the standard output", HelpName = "FILE" };
        var command = new Command("schema",
            """
            Writes the JSON schema of specs, with the options and citations of every plugin. An editor with YAML support completes
            and checks files that begin with '# yaml-language-server: $schema=FILE', where FILE is relative to the spec.
            Write the schema again after a change of a plugin's options.

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
                result.AddError("Use only one of --subject and --model.");
        });
        command.SetAction(parsed => Run(parsed.GetValue(subject), parsed.GetValue(model), parsed.GetValue(output)));
        return command;
    }

    private int Run(bool subject, bool model, string? output)
    {
        using var plugins = context.LoadPlugins();
        var text =
            subject ? SpecSchema.CreateSubjectSchema()
            : model ? SpecSchema.CreateModelCardSchema()
            : SpecSchema.CreateSpecSchema(plugins);
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
