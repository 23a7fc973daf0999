namespace Bifrost.Gateway.Limits;

/// <summary>What a provider has said about a call's cap by refusing it, over the attempts of that call.</summary>
internal sealed class CapChange
{
    /// <summary>What may be remembered.</summary>
    public CapLimit Told { get; private set; }

    /// <summary>The field was changed.</summary>
    public bool HasField { get; private set; }

    /// <summary>The size was changed.</summary>
    public bool HasSize { get; private set; }

    public void Take(CapLimit told, bool isField)
    {
        Told = Told.With(told);
        (HasField, HasSize) = (HasField || isField, HasSize || !isField);
    }
}
