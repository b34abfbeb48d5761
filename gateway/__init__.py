"""The gateway between the Integro ERP and the third parties it is linked to. Law: nothing leaves unjudged or unrecorded."""
