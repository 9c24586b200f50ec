    // CTL-4, inside the controller pipeline: on no clock, after no sequence of inputs, do both neurons fire.
    always @* assert (~(fired_positive & fired_negative));
