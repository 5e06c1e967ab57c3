using Workbench.Data;

namespace Workbench.Specs;

/// <summary>Checks that the files named by a spec and its subject exist.</summary>
internal static class NamedFiles
{
    public static void CheckExistence(ExperimentSpec spec, ProblemList problems)
    {
        foreach (var table in spec.Tables)
            foreach (var file in new[] { table.Paper, table.Expected.File }.OfType<Marked<string>>())
                Require(problems, File.Exists, file, "file");
        foreach (var subject in spec.Subjects.Append(spec.Subject).OfType<SubjectSpec>().Distinct()) CheckExistence(subject, problems);
    }

    public static void CheckExistence(SubjectSpec subject, ProblemList problems)
    {
        Require(problems, File.Exists, subject.Model.Weights, "file");
        foreach (var file in new[] { subject.Model.Draws, subject.Model.Classifier }.OfType<Marked<string>>())
            Require(problems, File.Exists, file, "file");
        foreach (var folder in subject.Data.Folders) Require(problems, Directory.Exists, folder, "folder", subject.Data.Advice);
        foreach (var place in subject.Data.FoldersOrFiles)
            Require(problems, path => Directory.Exists(path) || File.Exists(path), place, "folder or tar file");
        foreach (var file in subject.Data.Files) Require(problems, File.Exists, file, "file");
    }

    private static void Require(ProblemList problems, Func<string, bool> exists, Marked<string> path, string what, string? advice = null)
    {
        if (PulledPath.IsPulled(path.Value))
        {
            if (PulledPath.FindProblem(path.Value) is { } problem) problems.Add(path.Mark, problem);
        }
        else if (!exists(path.Value))
        {
            problems.Add(
                path.Mark,
                $"The {what} '{path.Value}' does not exist{NearestFile.Hint(path.Value)}{(advice is null ? "" : $" {advice}")}");
        }
    }
}
