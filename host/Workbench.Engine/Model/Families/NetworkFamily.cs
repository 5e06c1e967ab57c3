namespace Workbench.Engine.Model.Families;

/// <summary>A family of networks whose layers follow from the names and shapes of torchvision's parameters.</summary>
internal abstract class NetworkFamily
{
    /// <summary>The family's name: <c>ResNet</c>.</summary>
    public abstract string Name { get; }

    /// <summary>torchvision's names of its members, for model cards: <c>resnet50</c>.</summary>
    public abstract IReadOnlyList<string> Architectures { get; }

    /// <summary>A tensor that every member has and no other family: <c>layer1.0.conv1.weight</c>.</summary>
    public abstract string Marker { get; }

    /// <summary>Side of the square input for which the network was made.</summary>
    public virtual int InputSize => 224;

    /// <summary>The ε that batch normalisation adds to the variance, unless the card says otherwise.</summary>
    public virtual double BatchNormEpsilon => 1e-5;

    /// <summary>Beginnings of the names of tensors that serve training alone.</summary>
    public virtual IReadOnlyList<string> OnlyInTraining => [];

    /// <summary>Keys of a model card that this family has and others do not: <c>transform-input</c>.</summary>
    public virtual IReadOnlyList<string> OwnCardKeys => [];

    /// <summary>The name that a tensor has in torchvision's present modules, if older files have another.</summary>
    public virtual string PresentName(string name) => name;

    /// <summary>Whether tensors that include <see cref="Marker"/> are this family's.</summary>
    public virtual bool Fits(ModuleTensors tensors) => true;

    /// <summary><see cref="BatchNormEpsilon"/> of the member that has these tensors.</summary>
    public virtual double EpsilonOf(ModuleTensors tensors) => BatchNormEpsilon;

    /// <summary><see cref="InputSize"/> of the member that has these tensors.</summary>
    public virtual int InputSizeOf(ModuleTensors tensors) => InputSize;

    /// <summary>Builds the network from its input to its logits.</summary>
    /// <returns>What this member is called: <c>ResNet-50</c>. The last layer that was added computes the logits.</returns>
    public abstract string Build(ModuleBuilder network);
}
