using System.Globalization;
using Workbench.Engine.Passes;

namespace Workbench.Cli.Commands;

/// <summary>Prints how much of a method's signal each layer keeps: a line per layer, from the logits down.</summary>
/// <param name="writer">Takes the lines.</param>
internal sealed class ConservationTable(TextWriter writer)
{
    /// <summary>Prints the table of one method, input and class.</summary>
    /// <param name="title">Method, class and input.</param>
    /// <param name="layers">The layers, from the logits down.</param>
    public void Write(string title, IReadOnlyList<LayerConservation> layers)
    {
        var (start, end) = (
            layers[0].Output,
            layers.Where(layer => layer.Layer.Inputs.Contains(LayerInfo.ModelInput)).Sum(layer => layer.Inputs));
        writer.WriteLine($"{title}: {Number(start)} at the logits, {Number(end)} at the image ({Share(end, start)})");
        var width = Math.Max("layer".Length, layers.Max(layer => layer.Layer.ToString().Length));
        writer.WriteLine($"  {"layer".PadRight(width)}  {"kind",-11}  {"at output",12}  {"at inputs",12}  kept");
        foreach (var layer in layers)
        {
            var (output, inputs) = (Number(layer.Output), Number(layer.Inputs));
            writer.WriteLine(
                $"  {layer.Layer.ToString().PadRight(width)}  {layer.Layer.Kind,-11}  {output,12}  {inputs,12}  "
                + Share(layer.Inputs, layer.Output));
        }
    }

    private static string Number(double value) => value.ToString("0.00000", CultureInfo.InvariantCulture);

    private static string Share(double part, double whole) =>
        whole == 0 ? "–" : (100 * part / whole).ToString("0.000", CultureInfo.InvariantCulture) + " %";
}
