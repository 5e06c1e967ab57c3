using System.Text;

namespace Workbench.Engine.Model.Onnx;

/// <summary>Names of layers from those of nodes.</summary>
internal static class NodeNames
{
    private const int Longest = 400;
    private const int MostModules = 16;   // around a node

    /// <summary>A name without control characters, cut to 400 characters.</summary>
    public static string Clean(string name)
    {
        var clean = new StringBuilder();
        foreach (var c in name.Length > Longest ? name[..Longest] : name) clean.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return clean.ToString();
    }

    /// <summary>
    /// PyTorch's paths of the modules that contain a node, the outermost first: <c>layer1</c>, <c>layer1.0</c>, <c>layer1.0.conv1</c> of
    /// <c>/layer1/layer1.0/conv1/Conv</c>. The name of a container is repeated in the next. Empty for another name.
    /// </summary>
    public static IEnumerable<string> Modules(string node)
    {
        if (!node.StartsWith('/') || node.Length > Longest) yield break;
        var (path, before) = ("", "");
        foreach (var part in node.Split('/')[1..^1].Take(MostModules))
        {
            path = before.Length > 0 && part.StartsWith(before + ".", StringComparison.Ordinal) ? path[..^before.Length] + part
                : path.Length > 0 ? $"{path}.{part}"
                : part;
            before = part;
            if (path.Length > 0) yield return path;
        }
    }
}
