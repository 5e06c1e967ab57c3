using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Graphs;

/// <summary>An operator as a file describes it: its name, attributes, number of inputs and weight.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Its class.</param>
/// <param name="LeastInputs">The fewest inputs.</param>
/// <param name="MostInputs">The most inputs.</param>
/// <param name="Write">The attributes of an operator.</param>
/// <param name="Read">The operator with attributes; throws a <see cref="FormatException"/>, whose message is a clause.</param>
/// <param name="Weight">The shape of its weight; null for an operator without one.</param>
internal sealed record OperatorForm(
    string Name,
    Type Type,
    int LeastInputs,
    int MostInputs,
    Func<Operator, JsonObject> Write,
    Func<JsonElement, Operator> Read,
    Func<Operator, long[]?> Weight)
{
    /// <summary>Creates the form of an operator.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="operation">Makes the operator of its attributes. The same calls write and read them.</param>
    /// <param name="least">The fewest inputs.</param>
    /// <param name="most">The most inputs; 0 for as many as the fewest.</param>
    /// <param name="weight">The shape of its weight, or null.</param>
    public static OperatorForm Create<T>(
        string name, Func<OperatorAttributes<T>, T> operation, int least = 1, int most = 0, Func<T, long[]>? weight = null)
        where T : Operator => new(
            name,
            typeof(T),
            least,
            Math.Max(least, most),
            given =>
            {
                var attributes = new JsonObject();
                operation(new WrittenAttributes<T>((T)given, attributes));
                return attributes;
            },
            attributes =>
            {
                var read = new ReadAttributes<T>(attributes);
                var made = operation(read);
                read.CheckAllRead();
                return made;
            },
            given => weight?.Invoke((T)given));
}
