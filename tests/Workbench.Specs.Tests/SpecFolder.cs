namespace Workbench.Specs.Tests;

/// <summary>A temporary folder with a spec and a subject.</summary>
internal sealed class SpecFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("specs-");

    public SpecFolder()
    {
        Write("weights.safetensors", "");
        Directory.CreateDirectory(Full("voc"));
        Write("subject.yaml", "model: {weights: weights.safetensors}\ninput: voc-caffe\ndata: {format: voc, root: voc, split: val}\n");
    }

    public string Full(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(name))!);
        File.WriteAllText(Full(name), text);
        return Full(name);
    }

    /// <summary>The message of the exception for a spec, without the folder's path.</summary>
    public string ErrorMessage(string spec, params string[] overrides)
    {
        var file = Write("spec.yaml", spec);
        var error = Should.Throw<SpecException>(() =>
            ExperimentFile.Load(file, new FakeCatalog(), [.. overrides.Select(text => new SpecOverride(text))]));
        return error.Message.Replace(_folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    public Experiment Load(string spec, params string[] overrides) =>
        ExperimentFile.Load(Write("spec.yaml", spec), new FakeCatalog(), [.. overrides.Select(text => new SpecOverride(text))]);

    public void Dispose() => _folder.Delete(recursive: true);
}
