using System.Globalization;
using Workbench.Data;
using Workbench.Engine.Model;

namespace Workbench.Engine.Passes;

/// <summary>The class of a map: a fixed class, or the one with the largest or smallest logit.</summary>
/// <param name="Text">The text that it was read from: <c>4</c>, <c>car</c>, <c>top1</c>, <c>bottom1</c>.</param>
/// <param name="Class">The class, or null if it depends on the image.</param>
/// <param name="Kind">How the class follows from an image; <see cref="TargetKinds.None"/> for a fixed class.</param>
public sealed record MapTarget(string Text, int? Class, TargetKinds Kind)
{
    /// <summary>The class with the largest logit.</summary>
    public const string Top = "top1";

    /// <summary>The class with the smallest logit.</summary>
    public const string Bottom = "bottom1";

    /// <summary>The target for a class index.</summary>
    public static MapTarget FromClass(int @class) => new(@class.ToString(CultureInfo.InvariantCulture), @class, TargetKinds.None);

    /// <summary>Reads a class's number or name, <c>top1</c> or <c>bottom1</c>.</summary>
    /// <param name="text">The user's text.</param>
    /// <param name="model">The model.</param>
    /// <param name="names">Names of its classes; empty if unknown.</param>
    /// <exception cref="FormatException">The model lacks this class. The message has the range and the nearest name.</exception>
    public static MapTarget Parse(string text, Architecture model, IReadOnlyList<string> names)
    {
        if (text == Top) return new(text, null, TargetKinds.Top1);
        if (text == Bottom) return new(text, null, TargetKinds.Bottom1);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number >= 0 && number < model.Classes
                ? new(text, number, TargetKinds.None)
                : throw new FormatException($"Unknown class {text}: the model has {model.Classes} classes, 0 to {model.Classes - 1}.");
        var index = names
            .Index()
            .FirstOrDefault(pair => string.Equals(pair.Item, text, StringComparison.OrdinalIgnoreCase), (Index: -1, Item: ""))
            .Index;
        return index >= 0
            ? new(text, index, TargetKinds.None)
            : throw new FormatException(
                $"Unknown target '{text}'{NearestName.Hint(text, [.. names, Top, Bottom])} "
                + $"A target is a class number (0 to {model.Classes - 1}){(names.Count > 0 ? ", a class name" : "")}, {Top} or {Bottom}.");
    }
}
