namespace Bifrost.Domain.Alerts;

/// <summary>What became of a delivery. Stored as its number: append only; the index of waiting rows names 0.</summary>
public enum DeliveryState
{
    /// <summary>Due at some moment, or being sent.</summary>
    Waiting = 0,

    /// <summary>The receiver answered 2xx.</summary>
    Delivered = 1,

    /// <summary>Every try failed, or the receiver said that it is gone.</summary>
    GivenUp = 2,

    /// <summary>Its webhook was disabled before it was sent.</summary>
    Cancelled = 3,
}
